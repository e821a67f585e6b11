// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

namespace turnpike::ui {

/// Something that can be found by name and done.
struct PaletteEntry {
    enum class Kind { Command, Page, Setting, User };
    Kind kind = Kind::Command;
    QString title;    ///< "Days to keep"
    QString detail;   ///< "pool1 › Address book"
    QString icon;     ///< name in resources/icons
    QString keywords; ///< further names, separated by spaces: path, WMI name
    QString shortcut; ///< as text
    QString whyNot;   ///< it cannot be done now; said instead of the detail
    std::function<void()> run;
    QString value = {}; ///< what it is set to; shown behind the detail
    QString help = {};  ///< what it is for; found by, after everything else
};

/// What fits the typed words, best first. ">" finds only commands, "@" only users, "#" only settings.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole, ShortcutRole };
    static constexpr int kMostShown = 100;

    using QAbstractListModel::QAbstractListModel;
    void setEntries(std::vector<PaletteEntry> entries);
    void setQuery(const QString &query);
    [[nodiscard]] const PaletteEntry *entry(const QModelIndex &index) const;
    /// How well an entry fits; 0: not at all.
    [[nodiscard]] static int score(const PaletteEntry &entry, const QString &query);
    [[nodiscard]] static QString detailOf(const PaletteEntry &entry);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    /// What is looked at, in lower case once and not at every letter that is typed.
    struct Words {
        QString title, keywords, value, detail, help;
        explicit Words(const PaletteEntry &entry);
        [[nodiscard]] int score(const QString &word) const;
        [[nodiscard]] int score(const QStringList &words) const;
    };
    void search();
    std::vector<PaletteEntry> m_entries;
    std::vector<Words> m_words; ///< as m_entries
    std::vector<size_t> m_shown;
    QString m_query;
};

} // namespace turnpike::ui
