// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/enumerations.h"
#include "core/model/instant_message_filter.h"
#include "core/model/property.h"

namespace turnpike::model {

struct FrontEnd {
    TURNPIKE_CLASS(FrontEnd)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Short name of the server.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(
        QString, fqdn, {},
        help("The name in the server's certificate.").label("FQDN").format(TextFormat::HostName).required())
    TURNPIKE_PROPERTY(IpAddress, address, {}, help("Address inside the organisation."))
};

/// Web addresses that clients of a pool are given.
struct WebComponents {
    TURNPIKE_CLASS(WebComponents)
    TURNPIKE_PROPERTY(
        QString, internalFqdn, {},
        help("Name of the web components inside.").label("Internal FQDN").format(TextFormat::HostName))
    TURNPIKE_PROPERTY(QString, externalFqdn, {},
                      help("Name under which the reverse proxy publishes them; \"Update pool URLs\" derives "
                           "all external URLs from it.")
                          .label("External FQDN")
                          .format(TextFormat::HostName))
    TURNPIKE_PROPERTY(QString, internalMeetingContentUrl, {},
                      help("Meeting content for clients inside.")
                          .label("Meeting content, internal")
                          .format(TextFormat::HttpUrl))
    TURNPIKE_PROPERTY(QString, externalMeetingContentUrl, {},
                      help("Meeting content for clients outside.")
                          .label("Meeting content, external")
                          .format(TextFormat::HttpUrl))
    TURNPIKE_PROPERTY(QString, internalAddressBookUrl, {},
                      help("Address book files for clients inside.")
                          .label("Address book, internal")
                          .format(TextFormat::HttpUrl))
    TURNPIKE_PROPERTY(QString, externalAddressBookUrl, {},
                      help("Address book files for clients outside.")
                          .label("Address book, external")
                          .format(TextFormat::HttpUrl))
    TURNPIKE_PROPERTY(QString, internalGroupExpansionUrl, {},
                      help("Expansion of distribution lists inside.")
                          .label("Group expansion, internal")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPGroupExpansionSetting.InternalURL"))
    TURNPIKE_PROPERTY(QString, externalGroupExpansionUrl, {},
                      help("Expansion of distribution lists outside.")
                          .label("Group expansion, external")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPGroupExpansionSetting.ExternalURL"))
    TURNPIKE_PROPERTY(QString, internalClientDownloadUrl, {},
                      help("Where clients inside find the meeting client.")
                          .label("Client download, internal")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPMeetingInviteSetting.InternalClientDownloadURL"))
    TURNPIKE_PROPERTY(QString, externalClientDownloadUrl, {},
                      help("Where clients outside find the meeting client.")
                          .label("Client download, external")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPMeetingInviteSetting.ExternalClientDownloadURL"))
};

/// Audio and video of a pool's conferences.
struct AvConferencing {
    TURNPIKE_CLASS(AvConferencing)
    TURNPIKE_PROPERTY(QString, avAuthenticationService, {},
                      help("Who issues credentials for calls that cross the edge.")
                          .label("A/V authentication service")
                          .refersTo("forest.avAuthenticationServices")
                          .wmi("MSFT_SIPAVMCUSetting.MRASServer"))
    TURNPIKE_PROPERTY(PortRange, mediaPorts, (PortRange{Port{49152}, Port{65535}}),
                      help("Ports for audio and video on the conferencing server."))
    TURNPIKE_PROPERTY(EncryptionLevel, encryption, EncryptionLevel::require,
                      help("Whether media must be encrypted."))
};

/// One rewriting rule for phone numbers; the first that matches wins.
struct NormalizationRule {
    TURNPIKE_CLASS(NormalizationRule)
    TURNPIKE_PROPERTY(QString, name, {}, help("Short name of the rule.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(QString, pattern, {},
                      help("Regular expression that the number must match.")
                          .format(TextFormat::RegularExpression)
                          .required()
                          .placeholder("^(\\d{4})$"))
    TURNPIKE_PROPERTY(QString, translation, {},
                      help("What it becomes; $1 is the first group.").required().placeholder("+1425555$1"))
};

/// How the address book of a pool is made.
struct AddressBook {
    TURNPIKE_CLASS(AddressBook)
    TURNPIKE_PROPERTY(QString, directory, {},
                      help("The directory that entries are read from.").refersTo("directories"))
    TURNPIKE_PROPERTY(QString, outputLocation, {},
                      help("Folder that the files are written to.")
                          .format(TextFormat::FilePath)
                          .wmi("MSFT_SIPAddressBookSetting.OutputLocation"))
    TURNPIKE_PROPERTY(bool, partitionOutputByOU, false,
                      help("Write one set of files per organisational unit; users find only their own unit.")
                          .label("Partition output by OU")
                          .wmi("MSFT_SIPAddressBookSetting.PartitionOutputByOU"))
    TURNPIKE_PROPERTY(
        QTime, runTime, QTime(1, 30),
        help("When the files are made every night, local time.").wmi("MSFT_SIPAddressBookSetting.RunTime"))
    TURNPIKE_PROPERTY(int, daysToKeep, 30,
                      help("How long old files stay available.")
                          .range(1, 90)
                          .unit(Unit::Days)
                          .wmi("MSFT_SIPAddressBookSetting.DaysToKeep"))
    TURNPIKE_PROPERTY(double, maxDeltaFileSizePercentage, 12.5,
                      help("A delta file larger than this share of the full file is not written.")
                          .label("Largest delta file")
                          .range(0, 100)
                          .unit(Unit::Percent)
                          .wmi("MSFT_SIPAddressBookSetting.MaxDeltaFileSizePercentage"))
    TURNPIKE_PROPERTY(bool, useNormalizationRules, true,
                      help("Rewrite phone numbers with the rules below.")
                          .wmi("MSFT_SIPAddressBookSetting.UseNormalizationRules"))
    TURNPIKE_PROPERTY(bool, ignoreGenericRules, false,
                      help("Use only this pool's rules, not the built-in ones.")
                          .wmi("MSFT_SIPAddressBookSetting.IgnoreGenericRules"))
    TURNPIKE_PROPERTY(int, synchronizePollingIntervalSecs, 300,
                      help("How often a request to synchronize now is looked for.")
                          .label("Polling interval")
                          .range(5, 10800)
                          .unit(Unit::Seconds)
                          .advanced()
                          .wmi("MSFT_SIPAddressBookSetting.SynchronizePollingIntervalSecs"))
    TURNPIKE_PROPERTY(QString, internalUrl, {},
                      help("Address of the files inside.")
                          .label("Internal URL")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPAddressBookSetting.InternalURL"))
    TURNPIKE_PROPERTY(QString, externalUrl, {},
                      help("Address of the files outside.")
                          .label("External URL")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPAddressBookSetting.ExternalURL"))
    TURNPIKE_PROPERTY(QList<NormalizationRule>, normalizationRules, {},
                      help("Rewriting rules for phone numbers, in order."))
};

/// Where phones and clients find updates.
struct UpdateServer {
    TURNPIKE_CLASS(UpdateServer)
    TURNPIKE_PROPERTY(bool, enabled, false,
                      help("Offer updates to phones.").wmi("MSFT_SIPUpdatesServerSetting.Enabled"))
    TURNPIKE_PROPERTY(QString, internalUrl, {},
                      help("Address of the updates inside.")
                          .label("Internal URL")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPUpdatesServerSetting.InternalUpdatesDownloadURL"))
    TURNPIKE_PROPERTY(QString, externalUrl, {},
                      help("Address of the updates outside.")
                          .label("External URL")
                          .format(TextFormat::HttpUrl)
                          .wmi("MSFT_SIPUpdatesServerSetting.ExternalUpdatesDownloadURL"))
    TURNPIKE_PROPERTY(QStringList, probeFiles, QStringList{QStringLiteral("cpe.nbt")},
                      help("Files that must be readable without credentials."))
};

/// What is kept about the quality of calls.
struct Monitoring {
    TURNPIKE_CLASS(Monitoring)
    TURNPIKE_PROPERTY(bool, qualityReports, false,
                      help("Collect quality reports from clients at the end of a call."))
    TURNPIKE_PROPERTY(int, daysToKeep, 60, help("How long reports are kept.").range(1, 2562).unit(Unit::Days))
};

/// A group of front-end servers with the settings they share.
struct Pool {
    TURNPIKE_CLASS(Pool)
    TURNPIKE_PROPERTY(QString, name, {}, help("Short name of the pool.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(QString, fqdn, {},
                      help("The name that clients and certificates use.")
                          .label("FQDN")
                          .format(TextFormat::HostName)
                          .required())
    TURNPIKE_PROPERTY(PoolEdition, edition, PoolEdition::standard,
                      help("Standard: one server. Enterprise: several behind one name."))
    TURNPIKE_PROPERTY(IpAddress, address, {}, help("Address that the pool's name resolves to."))
    TURNPIKE_PROPERTY(LoadBalancerKind, loadBalancer, LoadBalancerKind::none,
                      help("What spreads clients over the front ends."))
    TURNPIKE_PROPERTY(bool, interoperatesWithLcs2005, false,
                      help("Users of Live Communications Server 2005 share this pool's domain.")
                          .label("Interoperates with LCS 2005"))
    TURNPIKE_PROPERTY(QList<FrontEnd>, frontEnds, {}, help("The servers of this pool."))
    TURNPIKE_PROPERTY(WebComponents, webComponents, {}, help("Web addresses that clients are given."))
    TURNPIKE_PROPERTY(AvConferencing, avConferencing, {},
                      help("Audio and video of conferences.").label("A/V conferencing"))
    TURNPIKE_PROPERTY(AddressBook, addressBook, {}, help("How the address book is made."))
    TURNPIKE_PROPERTY(
        InstantMessageFilter, imFilter, {},
        help("What instant messages and file transfers may carry.").label("Instant-message filter"))
    TURNPIKE_PROPERTY(UpdateServer, updateServer, {}, help("Where phones find updates."))
    TURNPIKE_PROPERTY(Monitoring, monitoring, {}, help("What is kept about the quality of calls."))
};

} // namespace turnpike::model
