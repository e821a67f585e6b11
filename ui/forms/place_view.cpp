// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/place_view.h"

#include "ui/widgets/folded_section.h"

#include <QEvent>
#include <QPointer>
#include <QScrollArea>
#include <QTabWidget>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
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

/// Holds a widget in sight until the page around it has come to rest: what was just opened gets its size
/// and its place with layouts that follow one another, over several turns of the event loop.
class Sight final : public QObject {
public:
    Sight(QScrollArea *area, QWidget *target)
        : QObject(area)
        , m_area(area)
        , m_target(target)
    {
        setObjectName(kName);
        area->widget()->installEventFilter(this);
        scroll();
        QTimer::singleShot(kSettling, this, &QObject::deleteLater);
    }
    static void hold(QScrollArea *area, QWidget *target)
    {
        delete area->findChild<QObject *>(kName, Qt::FindDirectChildrenOnly);
        new Sight(area, target);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // The page lays out what is in it after this.
        if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
            QTimer::singleShot(0, this, &Sight::scroll);
        return QObject::eventFilter(watched, event);
    }

private:
    static constexpr auto kName = "sight"_L1;
    static constexpr std::chrono::milliseconds kSettling{300};

    void scroll()
    {
        constexpr int kMargin = 48;
        if (m_target != nullptr)
            m_area->ensureWidgetVisible(m_target, 0, kMargin);
    }

    QScrollArea *m_area;
    QPointer<QWidget> m_target;
};

void holdInSight(QWidget *widget)
{
    for (QWidget *above = widget->parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(above);
            area != nullptr && area->widget()->isAncestorOf(widget))
            Sight::hold(area, widget);
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

void openTabOf(QWidget *root, const PropertyPath &path)
{
    if (QWidget *const target = targetIn(root, path))
        openAround(target);
}

bool revealIn(QWidget *root, const PropertyPath &path)
{
    QWidget *const target = targetIn(root, path);
    if (target == nullptr)
        return false;
    openAround(target);
    // Who is led to a field is there to type into it: its text is chosen, as with the Tab key.
    target->setFocus(target->hasFocus() ? Qt::OtherFocusReason : Qt::TabFocusReason);
    holdInSight(target);
    return true;
}

} // namespace turnpike::ui
