// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_model.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// What a prefix restricts the search to; the prefix is cut off.
std::optional<PaletteEntry::Kind> takePrefix(QString &query)
{
    if (query.isEmpty())
        return {};
    const QChar first = query.front();
    const auto kind = first == u'>'   ? std::optional(PaletteEntry::Kind::Command)
                      : first == u'@' ? std::optional(PaletteEntry::Kind::User)
                      : first == u'#' ? std::optional(PaletteEntry::Kind::Setting)
                                      : std::nullopt;
    if (kind)
        query = query.mid(1).trimmed();
    return kind;
}

} // namespace

PaletteModel::Words::Words(const PaletteEntry &entry)
    : title(entry.title.toLower())
    , keywords(entry.keywords.toLower())
    , value(entry.value.toLower())
    , detail(entry.detail.toLower())
    , help(entry.help.toLower())
{
}

int PaletteModel::Words::score(const QString &word) const
{
    if (title.startsWith(word))
        return 100;
    if (const qsizetype place = title.indexOf(word); place > 0)
        return title.at(place - 1).isLetterOrNumber() ? 60 : 80;
    if (const qsizetype key = keywords.indexOf(word); key >= 0)
        return key == 0 || !keywords.at(key - 1).isLetterOrNumber() ? 70 : 40;
    if (value.contains(word))
        return 50;
    if (detail.contains(word))
        return 20;
    return help.contains(word) ? 15 : 0;
}

void PaletteModel::setEntries(std::vector<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    m_words.clear();
    m_words.reserve(m_entries.size());
    for (const PaletteEntry &entry : m_entries)
        m_words.emplace_back(entry);
    search();
    endResetModel();
}

void PaletteModel::setQuery(const QString &query)
{
    beginResetModel();
    m_query = query.trimmed();
    search();
    endResetModel();
}

int PaletteModel::Words::score(const QStringList &words) const
{
    if (words.isEmpty())
        return 1;
    int total = 0;
    for (const QString &word : words) {
        const int one = score(word);
        if (one == 0)
            return 0;
        total += one;
    }
    // Among equals the shorter title is the nearer one.
    return std::max(1, total * 100 / static_cast<int>(words.size()) -
                           std::min<int>(static_cast<int>(title.size()), 99));
}

int PaletteModel::score(const PaletteEntry &entry, const QString &query)
{
    return Words(entry).score(query.toLower().split(u' ', Qt::SkipEmptyParts));
}

QString PaletteModel::detailOf(const PaletteEntry &entry)
{
    if (!entry.whyNot.isEmpty())
        return entry.whyNot;
    return entry.value.isEmpty()
               ? entry.detail
               : tr("%1: %2", "place and value of a setting").arg(entry.detail, entry.value);
}

void PaletteModel::search()
{
    QString query = m_query;
    const auto only = takePrefix(query);
    const QStringList words = query.toLower().split(u' ', Qt::SkipEmptyParts);
    std::vector<std::pair<int, size_t>> found;
    for (size_t index = 0; index < m_entries.size(); ++index) {
        const PaletteEntry &entry = m_entries[index];
        if (only && entry.kind != *only)
            continue;
        // With nothing typed yet, hundreds of settings would hide what can be done.
        if (query.isEmpty() && !only && entry.kind == PaletteEntry::Kind::Setting)
            continue;
        if (const int score = m_words[index].score(words); score > 0)
            found.emplace_back(-score, index);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto &left, const auto &right) { return left.first < right.first; });
    m_shown.clear();
    for (const auto &[score, index] : found) {
        if (m_shown.size() == kMostShown)
            break;
        m_shown.push_back(index);
    }
}

const PaletteEntry *PaletteModel::entry(const QModelIndex &index) const
{
    return index.isValid() ? &m_entries[m_shown[static_cast<size_t>(index.row())]] : nullptr;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteEntry *found = entry(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return TextGuard::inert(found->title);
    case Qt::DecorationRole:
        return found->icon.isEmpty() ? QVariant() : QVariant(Theme::current().icon(found->icon));
    case DetailRole:
        return TextGuard::inert(detailOf(*found));
    case ShortcutRole:
        return found->shortcut;
    case Qt::AccessibleTextRole:
        return QString(TextGuard::inert(found->title) + u", "_s + data(index, DetailRole).toString());
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    const PaletteEntry *found = entry(index);
    if (!found)
        return {};
    const Qt::ItemFlags flags = Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return found->whyNot.isEmpty() ? flags | Qt::ItemIsEnabled : flags;
}

} // namespace turnpike::ui
