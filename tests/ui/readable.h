// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>
#include <QTableView>

namespace turnpike::testing {

// What a picture of a page is looked at for: what is read can be read.

[[nodiscard]] inline QString nameOf(const QWidget &widget)
{
    const auto *label = qobject_cast<const QLabel *>(&widget);
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    const QString text = label != nullptr ? label->text() : button != nullptr ? button->text() : QString();
    return QString::fromLatin1(widget.metaObject()->className()) + u' ' + widget.objectName() +
           QStringLiteral(" “") + text.left(40) + u'”';
}

/// Inside of something that scrolls sideways there is no edge to be cut at.
[[nodiscard]] inline bool isInSight(const QWidget &widget)
{
    return widget.isVisible() && !widget.visibleRegion().isEmpty();
}

/// Captions that are cut without an ellipsis, and widgets that their parent has no room for.
[[nodiscard]] inline QStringList faultsOf(const QWidget &root, bool mayElide = false)
{
    QStringList faults;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        if (!isInSight(*widget) || widget->isWindow())
            continue;
        if (const auto *label = qobject_cast<QLabel *>(widget);
            label != nullptr && !label->text().isEmpty()) {
            const int needed = label->fontMetrics().horizontalAdvance(label->text());
            const bool isCut = !label->wordWrap() && !label->text().contains(u'\n') &&
                               label->pixmap().isNull() && needed > label->contentsRect().width();
            // A long name may end in an ellipsis that has a tool tip; what the program itself says is read
            // whole.
            if (isCut && (label->toolTip().isEmpty() || !mayElide))
                faults << QStringLiteral("cut: ") + nameOf(*widget);
            if (label->wordWrap() && label->width() > 0 &&
                label->heightForWidth(label->width()) > label->height() + 2)
                faults << QStringLiteral("lines cut: ") + nameOf(*widget);
        }
        if (const auto *button = qobject_cast<QAbstractButton *>(widget);
            button != nullptr && !button->text().isEmpty() &&
            button->width() + 1 < button->minimumSizeHint().width())
            faults << QStringLiteral("cut: ") + nameOf(*widget);
        if (const auto *line = qobject_cast<QLineEdit *>(widget);
            line != nullptr && line->text().isEmpty() && !line->placeholderText().isEmpty() &&
            line->fontMetrics().horizontalAdvance(line->placeholderText()) > line->width() - 8)
            faults << QStringLiteral("example cut: “") + line->placeholderText() + u'”';
        // What is read downwards is not read sideways as well.
        if (const auto *area = qobject_cast<QScrollArea *>(widget);
            area != nullptr && area->horizontalScrollBar()->maximum() > 0)
            faults << QStringLiteral("scrolls sideways: ") + nameOf(*widget);
        if (auto *header = qobject_cast<QHeaderView *>(widget);
            header != nullptr && header->orientation() == Qt::Horizontal) {
            for (int section = 0; section < header->count(); ++section) {
                const QString text = header->model()->headerData(section, Qt::Horizontal).toString();
                if (!header->isSectionHidden(section) &&
                    header->sectionSize(section) <
                        header->fontMetrics().horizontalAdvance(text) + 16 +
                            (header->isSortIndicatorShown() && header->sortIndicatorSection() == section ? 14
                                                                                                         : 0))
                    faults << QStringLiteral("header cut: “") + text + QStringLiteral("” in ") +
                                  nameOf(*header->parentWidget());
            }
        }
    }
    return faults;
}

/// Labels and buttons of one parent that lie over each other.
[[nodiscard]] inline QStringList overlapsOf(const QWidget &root)
{
    QStringList faults;
    for (QWidget *parent : root.findChildren<QWidget *>()) {
        if (!isInSight(*parent) || parent->layout() == nullptr)
            continue;
        QList<QWidget *> children;
        for (QWidget *child : parent->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
            if (isInSight(*child) &&
                (qobject_cast<QLabel *>(child) || qobject_cast<QAbstractButton *>(child)))
                children << child;
        }
        for (qsizetype i = 0; i < children.size(); ++i) {
            for (qsizetype j = i + 1; j < children.size(); ++j) {
                const QRect both = children[i]->geometry().intersected(children[j]->geometry());
                if (both.width() > 2 && both.height() > 2)
                    faults << nameOf(*children[i]) + QStringLiteral(" over ") + nameOf(*children[j]);
            }
        }
    }
    return faults;
}

/// Cells that end in an ellipsis beside room that nobody uses.
[[nodiscard]] inline QStringList needlesslyElidedIn(const QWidget &root)
{
    QStringList faults;
    for (const QTableView *table : root.findChildren<QTableView *>()) {
        const int left = table->viewport()->width() - table->horizontalHeader()->length();
        const int last = table->rowAt(table->viewport()->height() - 1);
        const int rows = last < 0 ? table->model()->rowCount() : last + 1;
        for (int row = 0; isInSight(*table) && row < rows; ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QModelIndex index = table->model()->index(row, column);
                const int lacking = table->sizeHintForIndex(index).width() - table->columnWidth(column);
                if (!table->isColumnHidden(column) && lacking > 0 && lacking <= left)
                    faults << QStringLiteral("elided beside free room: ") + index.data().toString();
            }
        }
    }
    return faults;
}

/// The part of a picture that is not its ground, and how many colours it has.
struct Ink {
    double share = 0;
    qsizetype colors = 0;
    int ground = 0; ///< lightness, 0 to 255
};
[[nodiscard]] inline Ink inkOf(const QImage &picture)
{
    const QImage image = picture.convertToFormat(QImage::Format_RGB32);
    QHash<QRgb, qsizetype> count;
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x)
            ++count[line[x]];
    }
    const auto ground = std::max_element(count.cbegin(), count.cend());
    const double all = static_cast<double>(image.width()) * image.height();
    return {1 - static_cast<double>(*ground) / all, count.size(), QColor(ground.key()).lightness()};
}

} // namespace turnpike::testing
