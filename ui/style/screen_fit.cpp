// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/screen_fit.h"

#include <QCursor>
#include <QDialog>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

/// Before a window is shown nobody knows its frame; no window manager's is larger.
constexpr QSize kFrame(16, 44);

bool holdsButtons(QLayoutItem &item)
{
    if (item.layout() != nullptr) {
        for (int i = 0; i < item.layout()->count(); ++i) {
            if (holdsButtons(*item.layout()->itemAt(i)))
                return true;
        }
        return false;
    }
    return qobject_cast<QPushButton *>(item.widget()) != nullptr ||
           qobject_cast<QDialogButtonBox *>(item.widget()) != nullptr;
}

/// Puts what the window holds into an area that scrolls; the last row stays below it when it has the buttons.
void scrollInside(QWidget &window, QVBoxLayout &contents)
{
    auto *area = new QScrollArea(&window);
    area->setObjectName(QStringLiteral("screenFit"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    QLayoutItem *last = contents.itemAt(contents.count() - 1);
    const bool hasButtons = contents.count() > 1 && holdsButtons(*last);
    const QMargins margins = contents.contentsMargins();
    const int spacing = contents.spacing();
    if (hasButtons)
        contents.removeItem(last);
    if (QLayout *row = hasButtons ? last->layout() : nullptr)
        row->setParent(nullptr);
    auto *inside = new QWidget(area);
    inside->setLayout(&contents); // takes it from the window, with all that it holds
    contents.setContentsMargins(margins.left(), margins.top(), margins.right(),
                                hasButtons ? 0 : margins.bottom());
    area->setWidget(inside);
    auto *outer = new QVBoxLayout(&window);
    outer->setContentsMargins(0, 0, 0, hasButtons ? margins.bottom() : 0);
    outer->setSpacing(spacing);
    outer->addWidget(area, 1);
    if (hasButtons) {
        auto *row = new QHBoxLayout;
        row->setContentsMargins(margins.left(), 0, margins.right(), 0);
        row->addItem(last);
        outer->addLayout(row);
    }
}

/// A dialog may come to need more than its screen has: an error, a fingerprint, another font.
class ScreenFit final : public QObject {
public:
    explicit ScreenFit(QWidget &window)
        : QObject(&window)
        , m_window(window)
    {
        window.installEventFilter(this);
    }

    void refit()
    {
        auto *contents = qobject_cast<QVBoxLayout *>(m_window.layout());
        const QSize room = roomOnScreen(m_window);
        const QSize least = m_window.minimumSizeHint();
        if (m_isDone || contents == nullptr ||
            (least.width() <= room.width() && least.height() <= room.height()))
            return;
        m_isDone = true;
        scrollInside(m_window, *contents);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // After what is going on in the layout.
        if (event->type() == QEvent::LayoutRequest && !m_isDone)
            QMetaObject::invokeMethod(
                this, [this] { refit(); }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget &m_window;
    bool m_isDone = false;
};

} // namespace

QRect screenOf(const QWidget &window)
{
    const QScreen *screen = nullptr;
    // Until it is shown, Qt says the first screen of any window.
    if (window.isVisible())
        screen = window.screen();
    else if (const QWidget *parent = window.parentWidget())
        screen = parent->window()->screen();
    else
        screen = QGuiApplication::screenAt(window.testAttribute(Qt::WA_Moved) ? window.geometry().center()
                                                                              : QCursor::pos());
    return (screen != nullptr ? screen : window.screen())->availableGeometry();
}

QSize roomOnScreen(const QWidget &window)
{
    const QSize frame = window.isVisible() ? window.frameGeometry().size() - window.size() : kFrame;
    return screenOf(window).size() - frame.expandedTo(kFrame);
}

void fitScreen(QWidget &window)
{
    // A window that nobody has given a size yet is as large as its contents when it is shown.
    const QSize wanted = window.testAttribute(Qt::WA_Resized)
                             ? window.size()
                             : window.sizeHint().expandedTo(window.minimumSizeHint());
    const QSize room = roomOnScreen(window);
    // Qt's own dialogs lay themselves out.
    if (qobject_cast<QMessageBox *>(&window) == nullptr && qobject_cast<QFileDialog *>(&window) == nullptr)
        (new ScreenFit(window))->refit();
    window.setMinimumSize(window.minimumSize().boundedTo(room));
    window.setMaximumSize(room);
    window.resize(wanted.boundedTo(room));
}

} // namespace turnpike::ui
