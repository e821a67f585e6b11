// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/place_view.h"

#include "ui/forms/folded_section.h"

#include <QPointer>
#include <QScrollArea>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>

namespace turnpike::ui {

using document::PropertyPath;

namespace {

void openAround(QWidget *widget)
{
    for (QWidget *above = widget->parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto *folded = qobject_cast<FoldedSection *>(above))
            folded->setOpen(true);
        if (auto *tabs = qobject_cast<QTabWidget *>(above)) {
            for (int i = 0; i < tabs->count(); ++i) {
                if (tabs->widget(i)->isAncestorOf(widget))
                    tabs->setCurrentIndex(i);
            }
        }
    }
}

void scrollTo(QWidget *widget)
{
    constexpr int kMargin = 48;
    for (QWidget *above = widget->parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(above);
            area != nullptr && area->widget()->isAncestorOf(widget))
            area->ensureWidgetVisible(widget, 0, kMargin);
    }
}

} // namespace

QWidget *targetIn(QWidget *root, const PropertyPath &path)
{
    std::vector<PlaceView *> views;
    const auto widgets = root->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        auto *view = dynamic_cast<PlaceView *>(widget);
        if (view != nullptr && path.startsWith(view->place()))
            views.push_back(view);
    }
    std::stable_sort(views.begin(), views.end(), [](const PlaceView *one, const PlaceView *other) {
        return one->place().steps().size() > other->place().steps().size();
    });
    for (PlaceView *view : views) {
        if (QWidget *target = view->revealPlace(path))
            return target;
    }
    return nullptr;
}

bool revealIn(QWidget *root, const PropertyPath &path)
{
    QPointer<QWidget> target = targetIn(root, path);
    if (target == nullptr)
        return false;
    openAround(target);
    target->setFocus(Qt::OtherFocusReason);
    scrollTo(target);
    // What was just opened gets its place with the next layout.
    QTimer::singleShot(0, root, [target] {
        if (target != nullptr)
            scrollTo(target);
    });
    return true;
}

} // namespace turnpike::ui
