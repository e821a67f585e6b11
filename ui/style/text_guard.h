// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QLabel;

namespace turnpike::ui {

/// Watches every label and tool tip of the program, whoever made it: text is text. Names come from documents,
/// relays and clients, and Qt takes whatever looks like markup for markup unless it is told otherwise.
///
/// - Characters that turn their neighbours round, begin a line or cannot be seen are written out, in labels
/// and
///   tool tips here, and in all that the style draws by itself: rows of lists, buttons, tabs, menus.
/// - A label whose format nobody chose, a tool tip and a message box show their text as it is.
/// - A word that is longer than its label is broken; what is copied has no break in it.
/// - A line that is longer than its label ends in an ellipsis and has the whole text as its tool tip.
class TextGuard final : public QObject {
    Q_OBJECT
public:
    explicit TextGuard(QObject *parent);

    /// The text with what is active in it written out, as `\u202e`. Line feeds stay.
    [[nodiscard]] static QString inert(const QString &text);
    /// The text with places where a line may break in words that are longer than a line usually is.
    [[nodiscard]] static QString breakable(const QString &text);
    /// inert() of what stands between such places: of a text that was made breakable after it was inert.
    [[nodiscard]] static QString inertPieces(const QString &text);
    /// The text without such places.
    [[nodiscard]] static QString unbroken(QString text);
    /// For buttons, tabs, menus and check boxes: an ampersand in a name is no access key.
    [[nodiscard]] static QString caption(QString text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void cleanClipboard();
    /// True when the label was drawn here.
    static bool drawElided(QLabel &label);
};

} // namespace turnpike::ui
