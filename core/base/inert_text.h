// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

// Text from outside (user names from the wire, reasons, names in files) does nothing where it is shown: it
// neither moves a cursor nor begins a line nor turns its neighbours round. Each place where text leaves the
// program calls the one function for that place; QString has the same functions in core/model/inert_text.h.

namespace turnpike {

/// Whether the text is one line that looks like what it is: valid UTF-8 without control characters, line or
/// paragraph separators, marks that turn the direction of what follows, and characters that nobody can see.
/// Names and reasons are refused at the door when it is not.
[[nodiscard]] bool isPlainLine(std::string_view utf8);
/// The check at the door: a plain line of at most `mostBytes`. `what` is the field, for the error.
[[nodiscard]] Result<void> checkPlainLine(std::string_view utf8, std::size_t mostBytes, std::string what);

/// One line for a terminal: what isPlainLine() refuses is written as `\n`, `\x1b`, `\u202e`; a byte that is
/// no UTF-8 as `\xff`.
[[nodiscard]] std::string escapedForTerminal(std::string_view utf8);
/// Several lines of our own layout: line feeds stay, everything else is as above.
[[nodiscard]] std::string escapedLinesForTerminal(std::string_view utf8);
/// One entry of a log or a journal. Readers of logs split at line feeds and show the rest on a terminal.
[[nodiscard]] std::string escapedForLog(std::string_view utf8);
/// A JSON text whose strings hold such characters in clear, as JSON allows: they become JSON's own escapes.
[[nodiscard]] std::string escapedForJson(std::string_view json);
/// The value of a label in the text format of Prometheus, without the quotes around it.
[[nodiscard]] std::string escapedForMetricLabel(std::string_view utf8);

/// One cell of a table in RFC 4180's format, quoted where needed. A spreadsheet runs a cell that begins like
/// a formula, so such a cell begins with an apostrophe; write numbers without this function.
[[nodiscard]] std::string csvCell(std::string_view utf8);

} // namespace turnpike
