// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/address_book_page.h"

#include "ui/pages/number_trial.h"
#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

AddressBookPage::AddressBookPage(Workspace &workspace, const PropertyPath &addressBook, QWidget *parent)
    : FormPage(workspace, addressBook, tr("Whom clients of this pool find when they search."), parent)
{
    addContents();
    addSchedule();
    addPhoneNumbers();
}

void AddressBookPage::addContents()
{
    FieldGroup *contents = column()->addGroup(tr("People and places"));
    contents->addProblemsOf(path());
    contents->addField(path().child(u"directory"_s));
    contents->addField(path().child(u"outputLocation"_s));
    // What it does to people is said when it is on, by the rule about it.
    contents->addField(path().child(u"partitionOutputByOU"_s));
    FieldGroup *urls = column()->addGroup(tr("Where clients download it"));
    urls->addField(path().child(u"internalUrl"_s));
    urls->addField(
        path().child(u"externalUrl"_s),
        {{}, tr("Address of the files outside; \"Update pool URLs\" under Web components derives it.")});
}

void AddressBookPage::addSchedule()
{
    FieldGroup *schedule = column()->addGroup(tr("Schedule"));
    for (const auto &property : {u"runTime"_s, u"daysToKeep"_s, u"maxDeltaFileSizePercentage"_s})
        schedule->addField(path().child(property));
    schedule->addAdvancedField(path().child(u"synchronizePollingIntervalSecs"_s));
}

void AddressBookPage::addPhoneNumbers()
{
    FieldGroup *numbers = column()->addGroup(
        tr("Phone numbers"), tr("Clients can dial a number only when it is written as +14255551234."));
    numbers->addField(path().child(u"useNormalizationRules"_s));
    const PropertyPath usesRules = path().child(u"useNormalizationRules"_s);
    numbers->addField(path().child(u"ignoreGenericRules"_s))
        ->setUsableWhile(
            [usesRules](const model::Deployment &deployment) {
                const auto value = document::valueAt(deployment, usesRules);
                return value && value->toBool();
            },
            tr("Applies while rules are used."));
    ObjectListOptions options;
    options.isOrdered = true;
    options.emptyText = tr("No rule of this pool's own: the built-in ones rewrite numbers.");
    numbers->addList(path().child(u"normalizationRules"_s), options);
    numbers->addLabeled(tr("Try a number"), new NumberTrial(workspace(), path(), this));
}

} // namespace turnpike::ui
