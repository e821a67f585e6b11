// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/secret_field.h"

#include "core/base/random.h"
#include "core/model/derived_key.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <span>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSecretBytes = 24;
constexpr int kOAuthKeyBytes = 32;

QString textAt(const Workspace &workspace, const document::PropertyPath &path)
{
    const auto value = document::valueAt(*workspace.document().working(), path);
    return value ? value->toString() : QString();
}

} // namespace

SecretField::SecretField(Workspace &workspace, document::PropertyPath path,
                         const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_workspace(workspace)
    , m_path(std::move(path))
    , m_line(new QLineEdit(this))
    , m_reveal(new QToolButton(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(Theme::kInsideGroup);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::kInsideGroup);
    column->addLayout(row);
    row->addWidget(m_line);
    row->addWidget(m_reveal);

    m_line->setEchoMode(QLineEdit::Password);
    m_line->setMaximumWidth(widthFor(40));
    m_line->setFont(Theme::current().fixedFont());
    m_reveal->setCheckable(true);
    m_reveal->setText(tr("Show"));
    m_reveal->setToolTip(tr("Show the secret"));
    m_reveal->setAccessibleName(tr("Show %1").arg(property.label()));
    m_reveal->setFocusPolicy(Qt::StrongFocus);
    m_reveal->setIcon(Theme::current().icon(u"eye"_s));
    connect(m_reveal, &QToolButton::toggled, this, [this](bool shown) {
        m_line->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        m_reveal->setIcon(Theme::current().icon(shown ? u"eye-off"_s : u"eye"_s));
    });

    const auto place = document::resolve(*workspace.document().working(), m_path);
    const QString owner = place ? place->objectClass->name() : QString();
    if (owner == u"EdgeUser") {
        m_make = new QPushButton(tr("Set password…"), this);
        connect(m_make, &QPushButton::clicked, this, [this] { showPasswordRow(m_passwordRow->isHidden()); });
    } else if (owner == u"EdgeSharedSecret" || owner == u"EdgeOAuthKey") {
        m_make = new QPushButton(tr("Generate"), this);
        connect(m_make, &QPushButton::clicked, this, &SecretField::generate);
    }
    if (m_make != nullptr)
        row->addWidget(m_make);
    row->addStretch(1);
    if (owner == u"EdgeUser")
        addPasswordRow();

    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (this->property().check(text))
            m_value = text;
        offer(QVariant(text), true);
    });
    connect(m_line, &QLineEdit::editingFinished, this, &FieldEditor::finished);
}

void SecretField::addPasswordRow()
{
    m_passwordRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_passwordRow);
    row->setContentsMargins({});
    row->setSpacing(Theme::kInsideGroup);
    m_password = new QLineEdit(m_passwordRow);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("New password"));
    m_password->setAccessibleName(tr("New password"));
    m_password->setObjectName(m_path.toString() % u":password");
    m_password->setMaximumWidth(widthFor(40));
    auto *set = new QPushButton(tr("Set"), m_passwordRow);
    auto *cancel = new QPushButton(tr("Cancel"), m_passwordRow);
    row->addWidget(m_password);
    row->addWidget(set);
    row->addWidget(cancel);
    row->addStretch(1);
    layout()->addWidget(m_passwordRow);
    m_passwordRow->hide();
    connect(set, &QPushButton::clicked, this, &SecretField::setPassword);
    connect(m_password, &QLineEdit::returnPressed, this, &SecretField::setPassword);
    connect(cancel, &QPushButton::clicked, this, [this] {
        showPasswordRow(false);
        Q_EMIT accepted(); // what was wrong with the password is nobody's business any more
    });
}

void SecretField::showPasswordRow(bool show)
{
    m_passwordRow->setVisible(show);
    m_password->clear();
    if (show)
        m_password->setFocus();
    else
        m_make->setFocus();
}

void SecretField::setPassword()
{
    const QString user = m_path.parent().steps().last().key;
    // users[name].key → credentials.users → credentials → avEdge.realm
    const QString realm = textAt(m_workspace, m_path.parent().parent().parent().parent().child(u"realm"_s));
    if (realm.isEmpty()) {
        Q_EMIT refused(
            Error{Error::Code::InvalidValue,
                  tr("a key is made from user, realm and password, and the realm is empty").toStdString(),
                  {},
                  {},
                  tr("set the realm of the A/V edge first").toStdString()});
        Q_EMIT finished();
        return;
    }
    if (m_password->text().isEmpty()) {
        Q_EMIT refused(
            Error{Error::Code::InvalidValue, tr("the password is empty").toStdString(), {}, {}, {}});
        Q_EMIT finished();
        return;
    }
    const auto key = model::derivedKey(user, realm, m_password->text());
    if (!key) {
        Q_EMIT refused(key.error());
        Q_EMIT finished();
        return;
    }
    showPasswordRow(false);
    offer(QVariant(*key), false);
}

void SecretField::generate()
{
    QByteArray bytes(this->property().name() == u"secret" ? kSecretBytes : kOAuthKeyBytes, Qt::Uninitialized);
    fillRandom(std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
    offer(QVariant(QString::fromLatin1(bytes.toBase64())), false);
}

void SecretField::setValue(const QVariant &value)
{
    m_value = value;
    if (m_line->text() == value.toString())
        return;
    m_line->setText(value.toString());
    Q_EMIT accepted();
}

QString SecretField::typedText() const
{
    return m_line->text();
}

void SecretField::showTyped(const QString &text)
{
    m_line->setText(text);
}

void SecretField::takeTyping()
{
    if (m_password != nullptr && !m_passwordRow->isHidden() && !m_password->text().isEmpty())
        setPassword();
    else
        Q_EMIT finished();
}

QWidget *SecretField::control() const
{
    return m_line;
}

void SecretField::setReadOnly(bool readOnly)
{
    m_line->setReadOnly(readOnly);
    if (m_make != nullptr)
        m_make->setEnabled(!readOnly);
    if (readOnly && m_passwordRow != nullptr)
        m_passwordRow->hide();
}

} // namespace turnpike::ui
