// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/list_field.h"

#include "ui/style/theme.h"
#include "ui/widgets/chip_model.h"
#include "ui/widgets/chip_view.h"
#include "ui/widgets/tone_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using model::TextFormat;
using model::ValueKind;

namespace {

/// An address of IPv4 with its prefix, nearly.
constexpr int kFewestLetters = 14;

QString exampleOf(const model::ValueType &type)
{
    if (type.kind() == ValueKind::NetworkList)
        return u"192.0.2.0/24"_s;
    switch (type.format()) {
    case TextFormat::HostName:
        return u"contoso.com"_s;
    case TextFormat::CertificateName:
        return u"*.contoso.com"_s;
    case TextFormat::FileExtension:
        return u".exe"_s;
    case TextFormat::UrlScheme:
        return u"http:"_s;
    default:
        return {};
    }
}

// As every list is split, whatever it is of.
QStringList split(const QString &text)
{
    return model::ValueType::of<QStringList>().parse(text).value_or(QVariant()).toStringList();
}

} // namespace

ListField::ListField(const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_model(new ChipModel(this))
    , m_view(new ChipView(this))
    , m_line(new QLineEdit(this))
    , m_add(new QPushButton(tr("Add"), this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_count(new ToneLabel(QString(), Theme::Tone::Second, this))
    , m_row(new QHBoxLayout)
    , m_below(new QHBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Theme::kInsideGroup);
    column->addWidget(m_view);
    for (QHBoxLayout *row : {m_row, m_below}) {
        row->setSpacing(Theme::kInsideGroup / 2);
        column->addLayout(row);
    }
    // Gives way first: what does not fit scrolls in it.
    m_row->addWidget(m_line, 1);
    m_row->addWidget(m_add);
    m_row->addWidget(m_remove);
    if (!textsOf(property.defaultValue()).isEmpty()) {
        m_reset = new QPushButton(tr("Reset to default"), this);
        m_row->addWidget(m_reset);
        connect(m_reset, &QPushButton::clicked, this, &ListField::resetToDefault);
    }
    m_row->addWidget(m_count);
    m_row->addStretch(0);
    m_below->addStretch(1);
    m_view->setMaximumWidth(widthFor(84));

    m_view->setModel(m_model);
    m_view->setFont(Theme::current().fixedFont());
    m_view->setEmptyText(tr("Nothing in this list."));
    m_line->setMinimumWidth(widthFor(kFewestLetters));
    m_line->setMaximumWidth(widthFor(22));
    m_line->setFont(Theme::current().fixedFont());
    m_line->setPlaceholderText(exampleOf(property.type()));
    m_line->setAccessibleName(tr("Add to %1").arg(property.label()));
    m_line->setToolTip(tr("One entry, or many with spaces, commas or line breaks between them."));
    m_add->setAccessibleDescription(property.label());
    m_remove->setAccessibleDescription(property.label());
    m_count->setWordWrap(false);

    m_line->installEventFilter(this);
    // Enter, or the focus goes elsewhere: what stands in the line is not forgotten there.
    connect(m_line, &QLineEdit::editingFinished, this, &ListField::addTyped);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) {
        Q_EMIT accepted();
        updateState();
        if (text.contains(u'\n'))
            addTyped(); // a pasted list
    });
    connect(m_add, &QPushButton::clicked, this, &ListField::addTyped);
    connect(m_remove, &QPushButton::clicked, this, &ListField::removeSelected);
    connect(m_view, &ChipView::removeRequested, this, &ListField::removeSelected);
    connect(m_view, &ChipView::copyRequested, this, &ListField::copySelected);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ListField::updateState);
    updateState();
}

QStringList ListField::textsOf(const QVariant &value) const
{
    return property().type().kind() == ValueKind::TextList
               ? value.toStringList()
               : property().type().toText(value).split(u' ', Qt::SkipEmptyParts);
}

// "EXE" and "*.exe" are what people write for ".exe".
QString ListField::normalized(const QString &item) const
{
    if (property().type().kind() != ValueKind::TextList ||
        property().type().format() != TextFormat::FileExtension)
        return item;
    QString extension = item.toLower();
    if (extension.startsWith(u'*'))
        extension.remove(0, 1);
    return extension.startsWith(u'.') ? extension : u'.' % extension;
}

void ListField::addTyped()
{
    QStringList texts = m_model->texts();
    const QStringList typed = split(m_line->text());
    if (typed.isEmpty() || m_isReadOnly)
        return;
    QStringList twice;
    for (const QString &item : typed) {
        const QString text = normalized(item);
        if (texts.contains(text, Qt::CaseInsensitive))
            twice << text;
        else
            texts << text;
    }
    if (texts == m_model->texts()) {
        Q_EMIT refused(Error{Error::Code::AlreadyExists,
                             tr("%1 is in the list already").arg(twice.join(u", ")).toStdString(),
                             {},
                             {},
                             {}});
        Q_EMIT finished();
        return;
    }
    const auto list = property().type().parse(texts.join(u' '));
    const auto checked = list ? property().check(*list) : tl::make_unexpected(list.error());
    if (!checked) {
        Q_EMIT refused(checked.error());
        Q_EMIT finished();
        return;
    }
    m_line->clear();
    offer(list, false);
    m_view->scrollToBottom();
}

void ListField::removeSelected()
{
    QList<int> rows;
    for (const QModelIndex &index : m_view->selectionModel()->selectedIndexes())
        rows << index.row();
    if (rows.isEmpty() || m_isReadOnly)
        return;
    std::sort(rows.begin(), rows.end(), std::greater<>());
    QStringList texts = m_model->texts();
    for (const int row : std::as_const(rows))
        texts.removeAt(row);
    setTexts(texts);
    const int next = qMin(rows.last(), m_model->rowCount() - 1);
    if (next >= 0)
        m_view->selectionModel()->setCurrentIndex(m_model->index(next), QItemSelectionModel::ClearAndSelect);
}

void ListField::resetToDefault()
{
    offer(property().defaultValue(), false);
}

void ListField::copySelected() const
{
    QStringList texts;
    for (const QModelIndex &index : m_view->selectionModel()->selectedIndexes())
        texts << index.data().toString();
    QGuiApplication::clipboard()->setText(texts.join(u'\n'));
}

void ListField::setTexts(const QStringList &texts)
{
    offer(property().type().parse(texts.join(u' ')), false);
}

void ListField::setValue(const QVariant &value)
{
    m_model->setTexts(textsOf(value));
    updateState();
}

void ListField::updateState()
{
    const int count = m_model->rowCount();
    const bool isTypes = property().type().kind() == ValueKind::TextList &&
                         property().type().format() == TextFormat::FileExtension;
    m_count->setText(count == 0 ? QString()
                     : isTypes  ? tr("%n type(s)", nullptr, count)
                                : tr("%n entries", nullptr, count));
    m_add->setEnabled(!m_isReadOnly && !split(m_line->text()).isEmpty());
    m_remove->setEnabled(!m_isReadOnly && m_view->selectionModel()->hasSelection());
    if (m_reset != nullptr)
        m_reset->setEnabled(!m_isReadOnly && m_model->texts() != textsOf(property().defaultValue()));
}

int ListField::lineWidth() const
{
    return m_line->minimumWidth() + m_add->sizeHint().width() + m_remove->sizeHint().width() +
           2 * m_row->spacing();
}

/// Also of a count that is not there yet: the next entry moves no button.
int ListField::restWidth() const
{
    constexpr int kLettersOfCount = 10;
    const int count = std::max(widthFor(kLettersOfCount), m_count->sizeHint().width());
    return (m_reset != nullptr ? m_reset->sizeHint().width() + m_row->spacing() : 0) + count;
}

/// Where the line would be too short to type into, the others go below it.
void ListField::placeRest()
{
    const bool isNarrow = width() < lineWidth() + m_row->spacing() + restWidth();
    if (std::exchange(m_isNarrow, isNarrow) == isNarrow)
        return;
    QHBoxLayout *from = isNarrow ? m_row : m_below;
    QHBoxLayout *to = isNarrow ? m_below : m_row;
    const auto move = [from, to](QWidget *widget) {
        if (widget == nullptr)
            return;
        from->removeWidget(widget);
        to->insertWidget(to->count() - 1, widget); // before the stretch
    };
    move(m_reset);
    move(m_count);
    updateGeometry();
}

QSize ListField::minimumSizeHint() const
{
    // As it is when the rest stands below: what is beside now asks for no more width.
    return {std::max(lineWidth(), restWidth()), layout()->minimumSize().height()};
}

void ListField::resizeEvent(QResizeEvent *event)
{
    FieldEditor::resizeEvent(event);
    placeRest();
}

QString ListField::typedText() const
{
    return m_line->text();
}

void ListField::showTyped(const QString &text)
{
    m_line->setText(text);
    updateState();
}

void ListField::dropTyped(const QVariant &value)
{
    m_line->clear();
    setValue(value);
}

bool ListField::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape &&
        !m_line->text().isEmpty()) {
        m_line->clear();
        Q_EMIT accepted();
        updateState();
        return true;
    }
    return FieldEditor::eventFilter(watched, event);
}

QWidget *ListField::control() const
{
    return m_view;
}

void ListField::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    m_line->setReadOnly(readOnly);
    updateState();
}

} // namespace turnpike::ui
