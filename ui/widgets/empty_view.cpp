// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_view.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLargeIcon = 40;

} // namespace

EmptyView::EmptyView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_headline(new QLabel(this))
    , m_explanation(new QLabel(this))
    , m_addresses(new QLabel(this))
    , m_copy(new QPushButton(tr("Copy addresses"), this))
    , m_action(new QPushButton(this))
{
    setObjectName(u"emptyView"_s);
    m_headline->setObjectName(u"emptyHeadline"_s);
    m_explanation->setObjectName(u"emptyExplanation"_s);
    m_addresses->setObjectName(u"emptyAddresses"_s);
    m_copy->setObjectName(u"copyAddresses"_s);
    m_action->setObjectName(u"emptyAction"_s);
    m_headline->setFont(Theme::current().titleFont());
    m_addresses->setFont(Theme::current().fixedFont());
    m_addresses->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_addresses->setAccessibleName(tr("Addresses of this relay"));
    m_explanation->setWordWrap(true);
    Theme::setTone(m_explanation, Theme::Tone::Second);
    for (QLabel *label : {m_icon, m_headline, m_explanation})
        label->setAlignment(Qt::AlignCenter);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(Theme::kInsideGroup);
    layout->addStretch();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_icon, m_headline})
        layout->addWidget(widget, 0, Qt::AlignHCenter);
    // Over the whole width, because an aligned label would get the height of its narrowest form.
    layout->addWidget(m_explanation);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_addresses, m_copy, m_action})
        layout->addWidget(widget, 0, Qt::AlignHCenter);
    layout->addStretch();

    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_addresses->text()); });
    connect(m_action, &QPushButton::clicked, this, &EmptyView::actionTriggered);
    connect(&Theme::current(), &Theme::changed, this, &EmptyView::refreshIcon);
}

void EmptyView::say(const QString &icon, const QString &headline, const QString &explanation,
                    const QStringList &addresses, const QString &action)
{
    m_iconName = icon;
    refreshIcon();
    m_headline->setText(headline);
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
    m_addresses->setText(addresses.join(u'\n'));
    m_addresses->setVisible(!addresses.isEmpty());
    m_copy->setVisible(!addresses.isEmpty());
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
}

QString EmptyView::headline() const
{
    return m_headline->text();
}

void EmptyView::refreshIcon()
{
    m_icon->setPixmap(
        Theme::current().pixmap(m_iconName, Theme::Tone::Second, kLargeIcon, devicePixelRatioF()));
}

} // namespace turnpike::ui
