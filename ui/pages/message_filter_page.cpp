// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/message_filter_page.h"

#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::Deployment;

namespace {

bool isOn(const Deployment &deployment, const PropertyPath &path)
{
    const auto value = document::valueAt(deployment, path);
    return value && value->toBool();
}

template <class Enum>
bool isChosen(const Deployment &deployment, const PropertyPath &path, Enum choice)
{
    const auto value = document::valueAt(deployment, path);
    return value && value->value<Enum>() == choice;
}

} // namespace

MessageFilterPage::MessageFilterPage(Workspace &workspace, const PropertyPath &filter, QWidget *parent)
    : FormPage(workspace, filter, tr("What instant messages and file transfers of this pool may carry."),
               parent)
{
    addUrlFilter();
    addFileTransfer();
}

void MessageFilterPage::addUrlFilter()
{
    using model::UrlFilterAction;
    const PropertyPath url = path().child(u"url"_s);
    const PropertyPath enabled = url.child(u"enabled"_s);
    const PropertyPath action = url.child(u"action"_s);
    const QString whenOff = tr("Applies while links are filtered.");
    const auto isFiltered = [enabled](const Deployment &deployment) { return isOn(deployment, enabled); };
    const auto acts = [enabled, action](UrlFilterAction choice) {
        return [enabled, action, choice](const Deployment &deployment) {
            return isOn(deployment, enabled) && isChosen(deployment, action, choice);
        };
    };

    FormColumn *tab = addTab(tr("URL filter"));
    FieldGroup *links = tab->addGroup(tr("Links in messages"));
    links->addProblemsOf(path());
    links->addProblemsOf(url);
    links->addField(enabled);
    links->addField(action, {tr("A message with a link"), {}, false})->setUsableWhile(isFiltered, whenOff);
    links->addField(url.child(u"allowMessage"_s))
        ->setUsableWhile(acts(UrlFilterAction::allowAsText),
                         tr("Applies to \"Deliver links as plain text\"."));
    links->addField(url.child(u"warnMessage"_s))
        ->setUsableWhile(acts(UrlFilterAction::warn), tr("Applies to \"Deliver with a warning\"."));
    links->addField(
        url.child(u"blockFileExtensions"_s),
        {{},
         tr("Block every link, inside and outside, whose path ends in a type of the file transfer "
            "tab. This wins over everything else.")});

    FieldGroup *local = tab->addGroup(tr("Local links"));
    local->addField(url.child(u"ignoreLocal"_s))->setUsableWhile(isFiltered, whenOff);
    const PropertyPath ignoreLocal = url.child(u"ignoreLocal"_s);
    local->addField(url.child(u"localDomains"_s))
        ->setUsableWhile(
            [ignoreLocal](const Deployment &deployment) { return isOn(deployment, ignoreLocal); },
            tr("Applies while local links are left alone."));

    FieldGroup *schemes = tab->addGroup(tr("What counts as a link"));
    schemes->addField(
        url.child(u"schemes"_s),
        {tr("Beginnings"), tr("A word that begins like one of these is a link; * stands for the rest.")});
}

void MessageFilterPage::addFileTransfer()
{
    const PropertyPath transfer = path().child(u"fileTransfer"_s);
    const PropertyPath enabled = transfer.child(u"enabled"_s);
    FormColumn *tab = addTab(tr("File transfer"));
    FieldGroup *group = tab->addGroup(tr("Files in conversations and meetings"));
    group->addProblemsOf(transfer);
    group->addField(enabled);
    group->addField(transfer.child(u"action"_s))
        ->setUsableWhile([enabled](const Deployment &deployment) { return isOn(deployment, enabled); },
                         tr("Applies while file transfers are filtered."));
    group->addField(transfer.child(u"extensions"_s),
                    {{},
                     tr("Blocked with \"Block these types\"; links to them are blocked by the URL filter's "
                        "\"Block links to filtered file types\".")});
}

} // namespace turnpike::ui
