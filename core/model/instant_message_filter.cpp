// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/instant_message_filter.h"

namespace turnpike::model {

QStringList defaultUrlSchemes()
{
    return QStringLiteral("callto: file: ftp. ftp: gopher: href http: https: ldap: mailto: news: nntp: sip: "
                          "sips: tel: telnet: www*")
        .split(u' ');
}

QStringList defaultBlockedExtensions()
{
    return QStringLiteral(".ade .adp .app .asp .bas .bat .cer .chm .cmd .com .cpl .crt .csh .exe .fxp .grp "
                          ".hlp .hta .inf .ins .isp "
                          ".its .js .jse .ksh .lnk .mad .maf .mag .mam .maq .mar .mas .mat .mau .mav .maw "
                          ".mda .mdb .mde .mdt .mdw "
                          ".mdz .msc .msi .msp .mst .ocx .ops .pcd .pif .pl .pnp .prf .prg .pst .reg .scf "
                          ".scr .sct .shb .shs .tmp "
                          ".url .vb .vbe .vbs .vsd .vsmacros .vss .vst .vsw .ws .wsc .wsf .wsh")
        .split(u' ');
}

} // namespace turnpike::model
