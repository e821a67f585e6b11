// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_model.h"

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

int wordScore(const PaletteEntry &entry, const QString &word)
{
    const QString title = entry.title.toLower();
    if (title.startsWith(word))
        return 100;
    const qsizetype place = title.indexOf(word);
    if (place > 0)
        return title.at(place - 1).isLetterOrNumber() ? 60 : 80;
    const QString keywords = entry.keywords.toLower();
    const qsizetype key = keywords.indexOf(word);
    if (key >= 0)
        return key == 0 || !keywords.at(key - 1).isLetterOrNumber() ? 70 : 40;
    return entry.detail.contains(word, Qt::CaseInsensitive) ? 20 : 0;
}

} // namespace

void PaletteModel::setEntries(std::vector<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
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

int PaletteModel::score(const PaletteEntry &entry, const QString &query)
{
    const QStringList words = query.toLower().split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return 1;
    int total = 0;
    for (const QString &word : words) {
        const int one = wordScore(entry, word);
        if (one == 0)
            return 0;
        total += one;
    }
    // Among equals the shorter title is the nearer one.
    return total * 100 / static_cast<int>(words.size()) -
           std::min<int>(static_cast<int>(entry.title.size()), 99);
}

void PaletteModel::search()
{
    QString query = m_query;
    const auto only = takePrefix(query);
    std::vector<std::pair<int, size_t>> found;
    for (size_t index = 0; index < m_entries.size(); ++index) {
        const PaletteEntry &entry = m_entries[index];
        if (only && entry.kind != *only)
            continue;
        // With nothing typed yet, hundreds of settings would hide what can be done.
        if (query.isEmpty() && !only && entry.kind == PaletteEntry::Kind::Setting)
            continue;
        if (const int score = PaletteModel::score(entry, query); score > 0)
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
        return found->title;
    case Qt::DecorationRole:
        return found->icon.isEmpty() ? QVariant() : QVariant(Theme::current().icon(found->icon));
    case DetailRole:
        return found->whyNot.isEmpty() ? found->detail : found->whyNot;
    case ShortcutRole:
        return found->shortcut;
    case Qt::AccessibleTextRole:
        return QString(found->title + u", "_s + data(index, DetailRole).toString());
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
