// SPDX-License-Identifier: GPL-3.0-or-later
// How long the console takes for what a person does, with 5,000 users in the configuration: medians in
// milliseconds.
// `./dev bench console`. A letter has 16 ms, a comparison and an undo have 50.
#include "tests/ui/shell/window_fixture.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/shell/page_source.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>

#include <algorithm>
#include <cstdio>

using namespace turnpike;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

constexpr int kUsers = 5000;
constexpr int kRounds = 31;

const PropertyPath &users()
{
    static const PropertyPath path = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
    return path;
}

model::SharedDeployment withUsers()
{
    document::EditSet edits;
    for (int n = 0; n < kUsers; ++n) {
        edits.edits.push_back(Edit::insert(users(), {{u"name"_s, u"user%1"_s.arg(n, 4, 10, QLatin1Char('0'))},
                                                     {u"key"_s, QString(32, u'a')}}));
    }
    return document::applied(*document::defaultDeployment(), edits).value();
}

template <class Work>
void measure(const char *what, Work work)
{
    std::vector<double> times;
    for (int round = 0; round < kRounds; ++round) {
        QElapsedTimer clock;
        clock.start();
        work(round);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    std::printf("%-58s %8.2f ms  (worst %.2f)\n", what, times[times.size() / 2], times.back());
}

/// The window with what a person has in front of them: the users pushed already, or imported and not pushed.
class Console : public testing::WindowFixture {
public:
    explicit Console(bool arePushed)
        : WindowFixture({}, client::Role::Administrator, nullptr, ui::standardPages())
    {
        const model::SharedDeployment deployment = withUsers();
        if (arePushed)
            connectTo(deployment);
        else
            workspace().replace(deployment, u"Import"_s);
        window().resize(1366, 768);
    }
    void typeInto(const QString &path, int round)
    {
        auto *row = find<ui::FieldRow>(u"row:" + path);
        auto *line = qobject_cast<QLineEdit *>(row->editor()->control());
        line->setFocus();
        line->end(false);
        QTest::keyClick(line, static_cast<Qt::Key>(Qt::Key_A + round % 26));
        window().repaint();
    }
    void measureAll(const QByteArray &state)
    {
        const QString fqdn = u"pools[pool1].fqdn"_s;
        workspace().navigateTo(PropertyPath::of(fqdn));
        measure("a letter in a field" + state, [&](int round) { typeInto(fqdn, round); });
        measure("undo of a letter" + state, [&](int) {
            workspace().undo();
            window().repaint();
            workspace().redo();
        });
        workspace().navigateTo(users().entry(u"user0017"_s).child(u"name"_s));
        measure("a user's key changed" + state, [&](int round) {
            workspace().apply({u"Set key"_s,
                               {Edit::set(users().entry(u"user2500"_s).child(u"key"_s),
                                          QString::number(round).rightJustified(32, u'0'))}});
            window().repaint();
        });
        measure("undo of a user's key" + state, [&](int) {
            workspace().undo();
            window().repaint();
        });
        measure("a user added" + state, [&](int round) {
            workspace().apply({u"Add"_s, {Edit::insert(users(), {{u"name"_s, u"new%1"_s.arg(round)}})}});
            window().repaint();
        });
        measure("all changes put back and again" + state, [&](int round) {
            if (round == 0 || round == 1) {
                workspace().resetToBase({});
                workspace().undo();
            }
        });
    }

private:
    template <class Work>
    static void measure(const QByteArray &what, Work work)
    {
        ::measure(what.constData(), std::move(work));
    }
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-bench"_s);
    const model::SharedDeployment base = document::defaultDeployment();
    const model::SharedDeployment full = withUsers();
    const auto letter =
        document::applied(*full,
                          {{}, {Edit::set(PropertyPath::of(u"pools[pool1].fqdn"), u"x.contoso.com"_s)}})
            .value();
    measure("difference: one letter, shared users", [&](int) { (void)document::difference(*full, *letter); });
    measure("difference: 5,000 users added", [&](int) { (void)document::difference(*base, *full); });
    measure("an edit applied to 5,000 users", [&](int) {
        (void)document::applied(*full, {{}, {Edit::set(PropertyPath::of(u"name"), u"n"_s)}});
    });
    measure("all rules, off the GUI thread", [&](int) { (void)validation::validate(*full); });
    {
        Console console(true);
        console.measureAll(" (users pushed)");
    }
    {
        Console console(false);
        console.measureAll(" (users imported, not pushed)");
    }
    return 0;
}
