// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace turnpike::ui {

/// Short texts as rounded labels that flow from line to line; as high as its content, up to a few lines.
class ChipView : public QListView {
    Q_OBJECT
public:
    explicit ChipView(QWidget *parent = nullptr);
    void setModel(QAbstractItemModel *model) override;
    void setEmptyText(const QString &text);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// Delete, Backspace.
    void removeRequested();
    void copyRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] int linesFor(int room) const;
    void fitHeight();
    QString m_emptyText;
};

} // namespace turnpike::ui
