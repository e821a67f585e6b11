// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form_page.h"
#include "ui/pages/link_card.h"

#include <memory>

class QGridLayout;

namespace turnpike::ui {

/// What belongs to a part of the configuration, as cards that say how it stands and lead there.
class ContentsPage : public FormPage {
    Q_OBJECT
public:
    ContentsPage(Workspace &workspace, const document::PropertyPath &path, const QString &summary,
                 QWidget *parent);
    LinkCard *addCard(const document::PropertyPath &path, const QString &icon, const QString &title,
                      LinkCard::Summary summary);
    /// Only what the overview is about as a whole; the rest is on the pages behind the cards.
    bool reveal(const document::PropertyPath &path) override;

private:
    QGridLayout *m_cards;
    int m_count = 0;
};

[[nodiscard]] std::unique_ptr<Page> makeForestOverview(Workspace &workspace, QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makePoolOverview(Workspace &workspace, const document::PropertyPath &pool,
                                                     QWidget *parent);
[[nodiscard]] std::unique_ptr<Page> makeSiteOverview(Workspace &workspace, const document::PropertyPath &site,
                                                     QWidget *parent);

} // namespace turnpike::ui
