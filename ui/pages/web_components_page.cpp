// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/web_components_page.h"

#include "core/document/pool_urls.h"
#include "ui/widgets/tone_label.h"
#include "ui/workspace/workspace.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

WebComponentsPage::WebComponentsPage(Workspace &workspace, const PropertyPath &webComponents, QWidget *parent)
    : FormPage(workspace, webComponents, tr("The web addresses that clients of this pool are given."), parent)
{
    addNames();
    addUrls();
    connect(&workspace.document(), &document::ConfigDocument::workingChanged, this,
            &WebComponentsPage::refreshUpdate);
    connect(&workspace.document(), &document::ConfigDocument::readOnlyChanged, this,
            &WebComponentsPage::refreshUpdate);
    refreshUpdate();
}

void WebComponentsPage::addNames()
{
    FieldGroup *names = column()->addGroup(tr("Names"));
    names->addProblemsOf(path());
    names->addField(path().child(u"internalFqdn"_s));
    names->addField(path().child(u"externalFqdn"_s),
                    {{}, tr("Name under which the reverse proxy publishes the web components.")});

    auto *action = new QWidget(this);
    auto *layout = new QHBoxLayout(action);
    layout->setContentsMargins(FieldRow::labelWidth(this) + Theme::kBetweenFields, 0, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    m_update = new QPushButton(tr("Update pool URLs"), action);
    m_update->setObjectName(u"updatePoolUrls"_s);
    m_updateText = new ToneLabel(QString(), Theme::Tone::Second, action);
    layout->addWidget(m_update);
    layout->addWidget(m_updateText, 1);
    connect(m_update, &QPushButton::clicked, this, &WebComponentsPage::updatePoolUrls);
    names->addWidget(action);
}

void WebComponentsPage::addUrls()
{
    FieldGroup *urls = column()->addGroup(
        tr("Addresses"),
        tr("Without the outside ones, meetings fail for people outside with \"serverURL\" missing."));
    column()->takeWidth();
    auto *table = new QWidget(this);
    auto *grid = new QGridLayout(table);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(Theme::kBetweenFields);
    grid->setVerticalSpacing(Theme::kBetweenFields);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    grid->addWidget(new ToneLabel(tr("For clients inside"), Theme::Tone::Second, table), 0, 1);
    grid->addWidget(new ToneLabel(tr("For clients outside"), Theme::Tone::Second, table), 0, 2);
    const std::pair<QString, QString> kinds[] = {{tr("Meeting content"), u"MeetingContentUrl"_s},
                                                 {tr("Address book"), u"AddressBookUrl"_s},
                                                 {tr("Group expansion"), u"GroupExpansionUrl"_s},
                                                 {tr("Client download"), u"ClientDownloadUrl"_s}};
    FieldTexts bare;
    bare.showsHelp = false;
    bare.showsLabel = false;
    int line = 1;
    for (const auto &[text, suffix] : kinds) {
        auto *label = new QLabel(text, table);
        label->setFixedWidth(fontMetrics().averageCharWidth() * 18);
        label->setMinimumHeight(28); // as high as the field beside it
        grid->addWidget(label, line, 0, Qt::AlignTop);
        grid->addWidget(new FieldRow(workspace(), path().child(u"internal"_s % suffix), bare, table), line,
                        1);
        grid->addWidget(new FieldRow(workspace(), path().child(u"external"_s % suffix), bare, table), line,
                        2);
        ++line;
    }
    urls->addWidget(table);
}

QString WebComponentsPage::externalFqdn() const
{
    const auto value = document::valueAt(*workspace().document().working(), path().child(u"externalFqdn"_s));
    return value ? value->toString() : QString();
}

void WebComponentsPage::updatePoolUrls()
{
    const auto edits = document::updatePoolUrls(*workspace().document().working(), path().steps().first().key,
                                                externalFqdn());
    if (edits)
        workspace().apply(*edits);
    else
        workspace().reportFailure(edits.error());
}

void WebComponentsPage::refreshUpdate()
{
    const QString fqdn = externalFqdn();
    const auto edits =
        document::updatePoolUrls(*workspace().document().working(), path().steps().first().key, fqdn);
    const int changes = edits ? static_cast<int>(edits->edits.size()) : 0;
    m_update->setEnabled(changes > 0 && !workspace().document().isReadOnly());
    m_updateText->setText(fqdn.isEmpty() ? tr("Set the external FQDN; all addresses outside follow from it.")
                          : !edits       ? tr("The external FQDN is no host name.")
                          : changes == 0
                              ? tr("All addresses outside follow from %1.").arg(fqdn)
                              : tr("Sets %n address(es) outside from %1.", nullptr, changes).arg(fqdn));
}

} // namespace turnpike::ui
