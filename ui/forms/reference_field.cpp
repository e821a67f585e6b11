// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/reference_field.h"

#include "ui/widgets/wheel_guard.h"
#include "ui/workspace/workspace.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

ReferenceField::ReferenceField(Workspace &workspace, const model::PropertyInfo &property, QWidget *parent)
    : FieldEditor(property, parent)
    , m_workspace(workspace)
    , m_combo(new QComboBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_combo);
    layout->addStretch(1);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_combo->setMinimumWidth(widthFor(24));
    m_combo->setMaximumWidth(widthFor(56));
    guardWheel(m_combo);
    connect(m_combo, &QComboBox::activated, this,
            [this](int index) { offer(QVariant(m_combo->itemData(index).toString()), false); });
    connect(&workspace.document(), &document::ConfigDocument::workingChanged, this, &ReferenceField::rebuild);
    rebuild();
}

// "avauth1 — av.contoso.com:5062" where the entry has such properties.
QString ReferenceField::entryText(const QString &name) const
{
    const model::Deployment &deployment = *m_workspace.document().working();
    const PropertyPath entry = PropertyPath::of(property().reference()).entry(name);
    QString more;
    for (const auto &key : {u"fqdn"_s, u"url"_s, u"port"_s}) {
        const auto place = document::resolve(deployment, entry.child(key));
        if (!place)
            continue;
        const QString text = place->property->type().toText(place->property->read(place->object));
        if (!text.isEmpty())
            more += more.isEmpty() ? text : u':' % text;
    }
    return more.isEmpty() ? name : name % u" — "_s % more;
}

void ReferenceField::rebuild()
{
    const QStringList names =
        document::entryNames(*m_workspace.document().working(), PropertyPath::of(property().reference()));
    QList<std::pair<QString, QString>> items{{tr("Not selected"), QString()}};
    for (const QString &name : names)
        items.append({entryText(name), name});
    if (!m_value.isEmpty() && !names.contains(m_value))
        items.append({tr("%1 (does not exist)").arg(m_value), m_value});

    const bool same =
        m_combo->count() == items.size() &&
        std::all_of(items.cbegin(), items.cend(), [this, i = 0](const auto &item) mutable {
            const int row = i++;
            return m_combo->itemText(row) == item.first && m_combo->itemData(row).toString() == item.second;
        });
    if (!same) {
        m_combo->clear();
        for (const auto &[text, name] : std::as_const(items))
            m_combo->addItem(text, name);
    }
    m_combo->setCurrentIndex(m_combo->findData(m_value));
}

void ReferenceField::setValue(const QVariant &value)
{
    m_value = value.toString();
    rebuild();
}

QWidget *ReferenceField::control() const
{
    return m_combo;
}

} // namespace turnpike::ui
