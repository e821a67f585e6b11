// SPDX-License-Identifier: GPL-3.0-or-later
// How long the console takes for what a person does, with 5,000 users in the configuration.
// `./dev bench console [WORD]`: only what has the word in its name. Milliseconds: the median, what 99 of 100
// stay under, and the worst; in the end the memory of this process. A letter has 16 ms, a comparison and an
// undo have 50: what is slower at the median is marked. tests/ui/shell/tst_many_users.cpp guards the same
// without a clock.
#include "tests/ui/shell/window_fixture.h"
#include "ui/dialogs/recovery_dialog.h"
#include "ui/dialogs/review_dialog.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/shell/page_source.h"
#include "ui/shell/palette.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace turnpike;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

constexpr int kUsers = 5000;
constexpr double kLetter = 16;
constexpr double kStep = 50;
constexpr double kOnce = 1000; ///< what a person waits for now and then: an import, a dialog

QByteArray g_word; ///< measures only what has it in its name

const PropertyPath &users()
{
    static const PropertyPath path = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
    return path;
}

QString userName(int number)
{
    return u"user%1"_s.arg(number, 4, 10, QLatin1Char('0'));
}

QString keyOf(int number)
{
    return QString::number(number).rightJustified(32, u'0');
}

model::SharedDeployment withUsers()
{
    document::EditSet edits;
    for (int n = 0; n < kUsers; ++n)
        edits.edits.push_back(Edit::insert(users(), {{u"name"_s, userName(n)}, {u"key"_s, keyOf(n)}}));
    return document::applied(*document::defaultDeployment(), edits).value();
}

/// Times `work(round)`; `before(round)` is not counted.
template <class Work, class Before>
void measure(const QByteArray &what, double limit, Work work, Before before)
{
    if (!what.contains(g_word))
        return;
    std::vector<double> times;
    const int rounds = limit <= kLetter ? 101 : limit <= kStep ? 31 : 9;
    for (int round = 0; round < rounds; ++round) {
        before(round);
        QElapsedTimer clock;
        clock.start();
        work(round);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    const auto at = [&times](double part) {
        return times[static_cast<size_t>(std::lround(part * static_cast<double>(times.size() - 1)))];
    };
    std::printf("%-62s %9.2f %9.2f %9.2f%s\n", what.constData(), at(0.5), at(0.99), times.back(),
                at(0.5) > limit ? "  over its limit" : "");
    std::fflush(stdout);
}

template <class Work>
void measure(const QByteArray &what, double limit, Work work)
{
    measure(what, limit, std::move(work), [](int) {});
}

void printMemory(const char *when)
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:") || line.startsWith("VmHWM:"))
            std::printf("%-62s %s\n", when, line.simplified().constData());
    }
}

/// The window with what a person has in front of them: the users pushed already, or imported and not pushed.
class Console : public testing::WindowFixture {
public:
    Console(bool arePushed, const QString &folder)
        : WindowFixture(optionsFor(folder), wire::Role::Administrator, nullptr, ui::standardPages())
        , m_state(arePushed ? " (users pushed)" : " (users not pushed)")
    {
        const model::SharedDeployment deployment = withUsers();
        if (arePushed)
            connectTo(deployment);
        else
            workspace().replace(deployment, u"Import"_s);
        window().resize(1366, 768);
        settle();
    }

    void measureAll()
    {
        measureLetters();
        measureUsers();
        measureMany();
        measureWindow();
        printMemory(m_state.constData());
    }

private:
    static ui::Workspace::Options optionsFor(const QString &folder)
    {
        ui::Workspace::Options options;
        options.dataFolder = folder;
        return options;
    }

    /// What the window does by itself after a change, so that the next measurement starts from rest.
    void settle()
    {
        (void)QTest::qWaitFor([this] { return !workspace().isValidating(); }, 60'000);
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    /// All that stands between the hand and the eye: the change, the events that it caused, the picture.
    void show()
    {
        QCoreApplication::sendPostedEvents();
        window().repaint();
    }
    void timed(
        const char *what, double limit, const std::function<void(int)> &work,
        const std::function<void(int)> &before = [](int) {})
    {
        ::measure(
            what + m_state, limit,
            [&](int round) {
                work(round);
                show();
            },
            before);
        settle();
    }
    void open(const PropertyPath &path)
    {
        workspace().openPage(path);
        settle();
        show();
    }
    void typeInto(const QString &path, int round)
    {
        auto *row = find<ui::FieldRow>(u"row:" + path);
        auto *line = row != nullptr ? qobject_cast<QLineEdit *>(row->editor()->control()) : nullptr;
        if (line == nullptr)
            qFatal("there is no line at %s", qUtf8Printable(path));
        line->setFocus();
        line->end(false);
        // A name has an end: what was typed is taken away again.
        if (line->text().size() > 30)
            QTest::keyClick(line, Qt::Key_Backspace);
        else
            QTest::keyClick(line, static_cast<Qt::Key>(Qt::Key_A + round % 26));
    }
    void apply(const QString &text, std::vector<Edit> edits)
    {
        if (!workspace().apply({text, std::move(edits)}))
            qFatal("%s: refused", qUtf8Printable(text));
    }

    void measureLetters()
    {
        const QString fqdn = u"pools[pool1].fqdn"_s;
        open(PropertyPath::of(fqdn));
        timed("a letter in a field", kLetter, [&](int round) { typeInto(fqdn, round); });
        timed(
            "undo of a letter", kStep, [&](int) { workspace().undo(); },
            [&](int round) { typeInto(fqdn, round); });
        timed(
            "redo of a letter", kStep, [&](int) { workspace().redo(); },
            [&](int round) {
                if (round == 0)
                    typeInto(fqdn, 0);
                workspace().undo();
            });
        const QString realm = u"edgeSites[hq].avEdge.realm"_s;
        open(users());
        timed("a letter on the page of the users", kLetter, [&](int round) { typeInto(realm, round); });
    }

    void measureUsers()
    {
        const PropertyPath key = users().entry(userName(2500)).child(u"key"_s);
        open(users().entry(userName(17)).child(u"name"_s));
        const auto setKey = [&](int round) { apply(u"Set key"_s, {Edit::set(key, keyOf(100 + round))}); };
        timed("a user's key changed", kLetter, setKey);
        timed(
            "undo of a user's key", kStep, [&](int) { workspace().undo(); }, setKey);
        timed(
            "redo of a user's key", kStep, [&](int) { workspace().redo(); },
            [&](int round) {
                if (round == 0)
                    setKey(7);
                workspace().undo();
            });
        const auto rename = [&](int round) {
            apply(u"Rename"_s, {Edit::rename(users().entry(round % 2 == 0 ? userName(2501) : u"other"_s),
                                             round % 2 == 0 ? u"other"_s : userName(2501))});
        };
        timed("a user renamed", kStep, rename);
        timed(
            "undo of a renamed user", kStep, [&](int) { workspace().undo(); },
            [&](int) { apply(u"Rename"_s, {Edit::rename(users().entry(userName(2502)), u"third"_s)}); });
        const auto add = [&](int round) {
            apply(u"Add"_s, {Edit::insert(users(), {{u"name"_s, u"new%1"_s.arg(round)}})});
        };
        timed("a user added", kStep, add);
        timed(
            "undo of an added user", kStep, [&](int) { workspace().undo(); },
            [&](int round) { add(1000 + round); });
        const auto remove = [&](int round) {
            apply(u"Remove"_s, {Edit::remove(users().entry(userName(3000 + round)))});
        };
        timed("a user removed", kStep, remove);
        timed(
            "undo of a removed user", kStep, [&](int) { workspace().undo(); },
            [&](int round) { remove(500 + round); });
    }

    void measureMany()
    {
        std::vector<Edit> removals;
        for (int n = 0; n < kUsers / 2; ++n)
            removals.push_back(Edit::remove(users().entry(userName(n))));
        const auto back = [&](int) {
            workspace().undo();
            settle();
        };
        apply(u"Remove"_s, removals);
        timed(
            "2,500 users removed", kOnce, [&](int) { apply(u"Remove"_s, removals); }, back);
        const auto forth = [&](int) {
            workspace().redo();
            settle();
        };
        timed(
            "undo of 2,500 removed users", kStep, [&](int) { workspace().undo(); }, forth);
        timed(
            "redo of 2,500 removed users", kStep, [&](int) { workspace().redo(); }, back);

        document::EditSet edits;
        for (int n = 0; n < kUsers; ++n)
            edits.edits.push_back(
                Edit::insert(users(), {{u"name"_s, u"more%1"_s.arg(n)}, {u"key"_s, keyOf(n)}}));
        const auto more = document::applied(*workspace().document().working(), edits).value();
        workspace().replace(more, u"Import"_s);
        timed(
            "5,000 more imported", kOnce, [&](int) { workspace().replace(more, u"Import"_s); }, back);
        timed(
            "undo of an import of 5,000", kStep, [&](int) { workspace().undo(); }, forth);
        timed(
            "redo of an import of 5,000", kStep, [&](int) { workspace().redo(); }, back);
        workspace().undo();
        settle();
        timed(
            "everything put back", kOnce, [&](int) { workspace().resetToBase({}); },
            [&](int round) {
                if (round > 0)
                    workspace().undo();
                settle();
            });
        workspace().undo();
        settle();
    }

    void measureWindow()
    {
        const PropertyPath fqdn = PropertyPath::of(u"pools[pool1].fqdn");
        const PropertyPath name = users().entry(userName(4000)).child(u"name"_s);
        timed(
            "the page of the users opened", kOnce, [&](int) { workspace().openPage(name); },
            [&](int) { open(fqdn); });
        open(name);
        auto *table = find<QTableView>(users().toString());
        timed("a letter searched in the table", kLetter, [&](int round) {
            table->setFocus();
            table->keyboardSearch(QString());
            table->keyboardSearch(userName(20 + round * 40));
        });
        timed(
            "the palette opened", kOnce, [&](int) { window().findAnything(); },
            [&](int) { window().palettePopup().hide(); });
        timed("a letter searched in the palette", kLetter, [&](int round) {
            auto *line = window().palettePopup().findChild<QLineEdit *>();
            line->setText(round % 2 == 0 ? u"user4"_s : u"user42"_s);
        });
        window().palettePopup().hide();
        timed("Review opened, painted, closed", kOnce, [&](int) {
            ui::ReviewDialog dialog(workspace(), &window());
            dialog.show();
            dialog.repaint();
            dialog.reject();
        });
    }

    QByteArray m_state;
};

void measureRecovery(const QString &folder, bool arePushed)
{
    ui::Workspace::Options options;
    options.dataFolder = folder;
    std::unique_ptr<testing::WindowFixture> next;
    const QByteArray state = arePushed ? " (users pushed)" : " (users not pushed)";
    ::measure(
        "the journal of the last run read" + state, kOnce,
        [&](int) {
            next = std::make_unique<testing::WindowFixture>(options);
            (void)QTest::qWaitFor([&] { return next->workspace().recovered() != nullptr; }, 60'000);
        },
        [&](int) { next.reset(); });
    if (!next || !next->workspace().recovered())
        return;
    ::measure("the recovery list opened" + state, kStep, [&](int) {
        ui::RecoveryDialog dialog(next->workspace(), &next->window());
        dialog.show();
        dialog.findChild<QPushButton *>(u"recoveryShow"_s)->click();
        dialog.repaint();
    });
}

void measureCore()
{
    const model::SharedDeployment base = document::defaultDeployment();
    const model::SharedDeployment full = withUsers();
    const auto letter =
        document::applied(*full,
                          {{}, {Edit::set(PropertyPath::of(u"pools[pool1].fqdn"), u"x.contoso.com"_s)}})
            .value();
    const auto key =
        document::applied(*full, {{}, {Edit::set(users().entry(userName(2500)).child(u"key"_s), keyOf(7))}})
            .value();
    measure("difference: one letter, shared users", kStep,
            [&](int) { (void)document::difference(*full, *letter); });
    measure("difference: a user's key", kStep, [&](int) { (void)document::difference(*full, *key); });
    measure("difference: 5,000 users added", kStep, [&](int) { (void)document::difference(*base, *full); });
    measure("an edit applied to 5,000 users", kLetter, [&](int) {
        (void)document::applied(*full, {{}, {Edit::set(PropertyPath::of(u"name"), u"n"_s)}});
    });
    measure("5,000 users inserted by edits", kOnce, [](int) { (void)withUsers(); });
    measure("all rules, off the GUI thread", kOnce, [&](int) { (void)validation::validate(*full); });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-bench"_s);
    if (argc > 1)
        g_word = argv[1];
    std::printf("%-62s %9s %9s %9s  ms\n", "", "median", "99 %", "worst");
    measureCore();
    for (const bool arePushed : {true, false}) {
        QTemporaryDir folder;
        {
            Console console(arePushed, folder.path());
            console.measureAll();
        }
        measureRecovery(folder.path(), arePushed);
    }
    return 0;
}
