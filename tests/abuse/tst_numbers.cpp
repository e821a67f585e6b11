// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/property_path.h"
#include "tests/support/main.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace {

constexpr int kLastNumber = 44;

/// Attacks on what this relay does not do yet. Each waits for one feature, and no longer than until the model
/// says that it is served.
struct Waiting {
    int number;
    const char *what;
    const char *property; ///< of an A/V edge, declared as not served; empty: no setting speaks of it
};
constexpr Waiting kWaiting[] = {
    {44, "the same verdict in the kernel: its fast path", ""},
};

/// What broke once, and the attack in this folder that shows that it holds.
struct Broke {
    const char *attack;
    const char *test; ///< file::function
};
constexpr Broke kBroke[] = {
    {"live streams opened and closed", "connections::aLiveStreamThatIsOpenedAndClosed300TimesLocksNobodyOut"},
    {"a configuration without end to validate",
     "configuration::anotherClientIsAnsweredWhileALargeConfigurationIsValidated"},
    {"answers that nobody reads", "connections::answersThatNobodyReadsAreBounded"},
    {"TCP connections of strangers",
     "stranger_connections::answersThatNobodyReadsEndTheConnectionAndCostLittle"},
    {"management connections of strangers", "connections::strangersNeverShutAnAdministratorOut"},
    {"programs of the machine as peers", "outside::noProgramOfTheMachineIsReached"},
    {"the relay itself as a peer", "outside::aRuleOpensOtherProgramsAndNeverTheRelayItself"},
    {"a loop through the relay", "outside::noPacketGoesRoundThroughTheRelay"},
    {"names that act on a terminal", "outside::nothingThatIsSentForgesALineOrActsOnATerminal"},
    {"guesses at what a viewer sees", "storage::whatAViewerSeesTellsNothingAboutASecret"},
    {"one start after the other", "outside::fortyStartsWithTheSameOptionsLeaveOneRuleAndOneRevision"},
    {"all descriptors used up", "process::managementAnswersWhenAllDescriptorsAreGone"},
    {"floods of strangers", "strangers::aFloodFromOneNetworkIsAnsweredWithinItsBudget"},
    {"guessed passwords", "strangers::passwordGuessesAreThrottledAndLockNobodyOut"},
    {"guessed pairing codes", "trust::wrongCodesFromOnePlaceLeaveTheCodeGoodForOthers"},
    {"a certificate that was revoked", "trust::theStreamAndTheConnectionOfARevokedCertificateEnd"},
    {"a full disk", "storage::aFullDiskKeepsNoRelayFromStarting"},
    {"a database that is gone", "storage::aDatabaseThatIsGoneIsNotBegunAnewWithoutAWord"},
    {"an audit that was tampered with", "storage::anAuditThatWasTamperedWithIsNoticed"},
    {"draining by mistake or in anger", "draining::drainingIsTakenBackOverTheInterface"},
    {"realms and names of any length", "outside::realmsAndNamesBeyondTheBoundsAreRefused"},
    {"names without a person", "protocol::namesWithoutAPersonAreOneForEachAddress"},
    {"confirming what one could not reach", "trust::aConfirmationNeedsAConnectionThatIsNewerThanThePush"},
    {"a page whose name leads here", "trust::aPageWhoseNameLeadsHereIsRefused"},
    {"secrets in lists and core files", "process::nobodySeesASecretInTheListOfProcessesOrInACoreFile"},
    {"packets that take long", "strangers::noPacketOfAClientTakesLong"},
    {"pipes instead of files", "process::aPipeForAConfigurationIsRefusedAndNotWaitedFor"},
    {"metrics asked for without end", "connections::metricsAskedForAsFastAsPossibleCostOneLookASecond"},
};

/// What a comment like "// T1, T2: …" right above a test claims.
struct Claim {
    int number;
    QString where;
};

QString root()
{
    return QStringLiteral(TURNPIKE_SOURCE_DIR);
}

QList<Claim> claims(QStringList *unclear)
{
    static const QRegularExpression comment(u"^    // (T\\d+(?:, T\\d+)*): \\S"_s);
    static const QRegularExpression mention(u"^\\s*// T\\d"_s);
    static const QRegularExpression test(u"^    void \\w+\\(\\)"_s);
    QList<Claim> found;
    QDirIterator files(root() + u"/tests"_s, {u"tst_*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.fileName().endsWith(u"/abuse/tst_numbers.cpp"))
            continue;
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(file.fileName()));
        const auto lines = QString::fromUtf8(file.readAll()).split(u'\n');
        for (qsizetype n = 0; n < lines.size(); ++n) {
            const QString where = u"%1:%2"_s.arg(QDir(root()).relativeFilePath(file.fileName())).arg(n + 1);
            const auto match = comment.match(lines[n]);
            qsizetype next = n + 1;
            while (next < lines.size() && lines[next].startsWith(u"    //"))
                ++next;
            const bool standsAboveATest = next < lines.size() && test.match(lines[next]).hasMatch();
            if (match.hasMatch() && standsAboveATest) {
                for (const QString &number : match.captured(1).split(u", "_s))
                    found << Claim{number.mid(1).toInt(), where};
            } else if (mention.match(lines[n]).hasMatch()) {
                *unclear << where + u' ' + lines[n].trimmed();
            }
        }
    }
    return found;
}

} // namespace

/// Each of the attacks T1 to T44 has a test, or waits for what it would attack.
class TestNumbers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void everyNumberIsCoveredOrWaits()
    {
        QStringList unclear;
        QSet<int> covered;
        for (const Claim &claim : claims(&unclear)) {
            QVERIFY2(claim.number >= 1 && claim.number <= kLastNumber, qPrintable(claim.where));
            covered << claim.number;
        }
        QSet<int> waiting;
        for (const Waiting &row : kWaiting)
            waiting << row.number;
        QCOMPARE(waiting.size(), qsizetype(std::size(kWaiting)));
        QStringList wrong;
        for (int number = 1; number <= kLastNumber; ++number) {
            if (!covered.contains(number) && !waiting.contains(number))
                wrong << u"T%1 has no test"_s.arg(number);
            if (covered.contains(number) && waiting.contains(number))
                wrong << u"T%1 has a test and does not wait any more"_s.arg(number);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void whatBrokeOnceIsAttackedInThisFolder()
    {
        for (const Broke &row : kBroke) {
            const QString test = QString::fromLatin1(row.test);
            QFile file(root() + u"/tests/abuse/tst_"_s + test.section(u"::"_s, 0, 0) + u".cpp"_s);
            QVERIFY2(file.open(QIODevice::ReadOnly), row.test);
            const QByteArray begin = "    void " + test.section(u"::"_s, 1).toLatin1() + "()\n";
            QVERIFY2(file.readAll().contains(begin), row.test);
        }
    }

    void numbersStandRightAboveTests()
    {
        QStringList unclear;
        static_cast<void>(claims(&unclear));
        QVERIFY2(unclear.isEmpty(), qPrintable(unclear.join(u'\n')));
    }

    void nothingWaitsForWhatIsServed()
    {
        turnpike::model::Deployment deployment;
        deployment.edgeSites = {{}};
        deployment.edgeSites.first().name = u"edge"_s;
        for (const Waiting &row : kWaiting) {
            if (*row.property == '\0')
                continue;
            const QString path = u"edgeSites[edge].avEdge."_s + QLatin1StringView(row.property);
            const auto place =
                turnpike::document::resolve(deployment, turnpike::document::PropertyPath::of(path));
            QVERIFY2(place && place->property, row.property);
            QVERIFY2(place->property->effect() == turnpike::model::Effect::NotServed, row.what);
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestNumbers)
#include "tst_numbers.moc"
