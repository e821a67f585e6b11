// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/enumerations.h"
#include "core/model/property.h"

namespace turnpike::model {

/// The 17 beginnings of a link that the old filter knew.
[[nodiscard]] QStringList defaultUrlSchemes();
/// File types that are dangerous to open.
[[nodiscard]] QStringList defaultBlockedExtensions();

/// What happens to links in instant messages.
struct UrlFilter {
    TURNPIKE_CLASS(UrlFilter)
    TURNPIKE_PROPERTY(bool, enabled, true,
                      help("Look for links in instant messages.")
                          .label("Filter links")
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.Enabled"))
    TURNPIKE_PROPERTY(
        UrlFilterAction, action, UrlFilterAction::allowAsText,
        help("What happens to a message with a link.").wmi("MSFT_SIPIIMFilterUrlFilterSetting.Action"))
    TURNPIKE_PROPERTY(QString, allowMessage, {},
                      help("Notice put before a message whose links became plain text.")
                          .label("Notice")
                          .format(TextFormat::Message)
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.AllowMessage"))
    TURNPIKE_PROPERTY(QString, warnMessage, {},
                      help("Warning put before a message whose links stay active.")
                          .label("Warning")
                          .format(TextFormat::Message)
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.WarnMessage"))
    TURNPIKE_PROPERTY(bool, blockFileExtensions, true,
                      help("Block every link whose path ends in a type of the file transfer filter; this "
                           "wins over all else.")
                          .label("Block links to filtered file types")
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.BlockFileExtensions"))
    TURNPIKE_PROPERTY(bool, ignoreLocal, true,
                      help("Leave links to the local domains alone.")
                          .label("Allow local links")
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.IgnoreLocal"))
    TURNPIKE_PROPERTY(QStringList, localDomains, {},
                      help("Domains that count as local.").format(TextFormat::HostName))
    TURNPIKE_PROPERTY(QStringList, schemes, defaultUrlSchemes(),
                      help("How a link begins.")
                          .format(TextFormat::UrlScheme)
                          .wmi("MSFT_SIPIIMFilterUrlFilterSetting.Schemes"))
};

/// Which files may be sent.
struct FileTransferFilter {
    TURNPIKE_CLASS(FileTransferFilter)
    TURNPIKE_PROPERTY(bool, enabled, true,
                      help("Look at file transfers.")
                          .label("Filter file transfers")
                          .wmi("MSFT_SIPIIMFilterFileFilterSetting.Enabled"))
    TURNPIKE_PROPERTY(FileFilterAction, action, FileFilterAction::blockList,
                      help("Block every file, which also rejects meeting handouts, or only the listed types.")
                          .wmi("MSFT_SIPIIMFilterFileFilterSetting.Action"))
    TURNPIKE_PROPERTY(QStringList, extensions, defaultBlockedExtensions(),
                      help("File types that are blocked.")
                          .label("Types")
                          .format(TextFormat::FileExtension)
                          .wmi("MSFT_SIPIIMFilterFileFilterSetting.Schemes"))
};

struct InstantMessageFilter {
    TURNPIKE_CLASS(InstantMessageFilter)
    TURNPIKE_PROPERTY(UrlFilter, url, {}, help("Links in instant messages.").label("URL filter"))
    TURNPIKE_PROPERTY(FileTransferFilter, fileTransfer, {},
                      help("Files sent in conversations and meetings.").label("File transfer filter"))
};

} // namespace turnpike::model
