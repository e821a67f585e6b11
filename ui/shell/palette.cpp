// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "ui/shell/palette_delegate.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kWidth = 680;
constexpr int kHeight = 440;
constexpr int kRowsOfPage = 10;

} // namespace

Palette::Palette(QWidget *window)
    : QFrame(window)
    , m_model(new PaletteModel(this))
    , m_box(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(u"palette"_s);
    // Over a page of the same colour its border tells where it ends.
    setProperty("card", true);
    setAutoFillBackground(true);
    m_box->setObjectName(u"paletteBox"_s);
    m_box->setAccessibleName(tr("Find anything"));
    m_box->setPlaceholderText(
        tr("Find a command, page, setting or user   ( > commands   # settings   @ users )"));
    m_box->addAction(Theme::current().icon(u"search"_s), QLineEdit::LeadingPosition);
    m_box->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nothing->setObjectName(u"paletteNothing"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    Theme::setTone(m_nothing, Theme::Tone::Second);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kInsideGroup, Theme::kInsideGroup, Theme::kInsideGroup,
                               Theme::kInsideGroup);
    layout->setSpacing(Theme::kInsideGroup);
    layout->addWidget(m_box);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_nothing, 1);

    connect(m_box, &QLineEdit::textChanged, this, &Palette::search);
    connect(m_list, &QListView::clicked, this, &Palette::choose);
    window->installEventFilter(this);
    hide();
}

void Palette::open(std::vector<PaletteEntry> entries)
{
    m_focusBefore = QApplication::focusWidget();
    m_model->setEntries(std::move(entries));
    m_box->clear();
    search({});
    show();
    place();
    raise();
    m_box->setFocus(Qt::PopupFocusReason);
}

void Palette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(kWidth, window->width() - 4 * Theme::kPageMargin);
    const int height = std::min(kHeight, window->height() - 8 * Theme::kPageMargin);
    setGeometry((window->width() - width) / 2, 4 * Theme::kPageMargin, width, height);
    // No row is cut at the end of the list.
    layout()->activate();
    if (const int row = m_list->sizeHintForRow(0); row > 0)
        resize(width, height - m_list->viewport()->height() % row);
}

void Palette::search(const QString &text)
{
    m_model->setQuery(text);
    const bool isEmpty = m_model->rowCount() == 0;
    m_list->setVisible(!isEmpty);
    m_nothing->setVisible(isEmpty);
    m_nothing->setText(
        tr("Nothing is called “%1”. Settings are found by their label, value, path, explanation and the "
           "name they had in WMI.")
            .arg(text));
    m_list->setCurrentIndex(m_model->index(0));
}

void Palette::move(int rows)
{
    const int row = std::clamp(m_list->currentIndex().row() + rows, 0, std::max(0, m_model->rowCount() - 1));
    m_list->setCurrentIndex(m_model->index(row));
}

void Palette::choose(const QModelIndex &index)
{
    const PaletteEntry *entry = m_model->entry(index);
    if (!entry || !entry->whyNot.isEmpty())
        return;
    hide();
    // The focus goes back to where work was; an entry that leads elsewhere takes it there.
    if (m_focusBefore && m_focusBefore->isVisible())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    // The palette may be filled anew while the entry runs.
    const std::function<void()> run = entry->run;
    run();
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut) {
        // A menu over the box takes the focus for a moment.
        if (static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
            hide();
    } else if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_PageDown:
            move(kRowsOfPage);
            return true;
        case Qt::Key_PageUp:
            move(-kRowsOfPage);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose(m_list->currentIndex());
            return true;
        case Qt::Key_Escape:
            hide();
            if (m_focusBefore)
                m_focusBefore->setFocus();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace turnpike::ui
