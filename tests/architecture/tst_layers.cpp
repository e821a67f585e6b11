// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLibraryInfo>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

/// One include line, or another line that a rule looks at.
struct Line {
    QString file; ///< from the root of the source tree
    int number = 0;
    QString text;
    QString header;     ///< of an include line
    bool isOwn = false; ///< "…", not <…>
};

QString root()
{
    return QStringLiteral(TURNPIKE_SOURCE_DIR);
}

QList<Line> linesOf(const QString &file)
{
    QList<Line> lines;
    QFile source(root() + u'/' + file);
    if (!source.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(file));
    static const QRegularExpression include(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s);
    int number = 0;
    while (!source.atEnd()) {
        Line line{file, ++number, QString::fromUtf8(source.readLine()), {}, false};
        if (const auto match = include.match(line.text); match.hasMatch()) {
            line.isOwn = match.captured(1) == u"\"";
            line.header = match.captured(2);
        }
        line.text = line.text.section(u"//"_s, 0, 0);
        lines << line;
    }
    return lines;
}

bool isBelow(const QString &file, const QStringList &folders)
{
    return std::any_of(folders.begin(), folders.end(),
                       [&file](const QString &folder) { return file.startsWith(folder + u'/'); });
}

/// Whether a header, as it is included, belongs to one of these modules of Qt.
bool isOfQtModule(const QString &header, const QStringList &modules)
{
    const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    return std::any_of(modules.begin(), modules.end(), [&](const QString &module) {
        return header.startsWith(module + u'/') || header == module || headers.exists(module + u'/' + header);
    });
}

bool isOfQt(const Line &line)
{
    static const QRegularExpression qt(u"^(Q[A-Z]|Qt)"_s);
    return !line.isOwn && qt.match(line.header).hasMatch();
}

const QStringList kProtocol{u"relay/stun"_s, u"relay/turn"_s, u"relay/auth"_s};

} // namespace

class TestLayers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void initTestCase()
    {
        for (const QString &top : {u"app"_s, u"core"_s, u"relay"_s, u"ui"_s}) {
            QDirIterator files(root() + u'/' + top, {u"*.h"_s, u"*.cpp"_s}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext())
                m_lines << linesOf(QDir(root()).relativeFilePath(files.next()));
        }
        QVERIFY(m_lines.size() > 1000);
    }

    void ownHeadersAreNamedFromTheRoot()
    {
        for (const Line &line : std::as_const(m_lines)) {
            if (line.isOwn && !line.header.endsWith(u".moc"))
                QVERIFY2(QFile::exists(root() + u'/' + line.header), place(line));
        }
    }

    void aLayerIncludesOnlyWhatIsBelowIt_data()
    {
        QTest::addColumn<QStringList>("folders");
        QTest::addColumn<QStringList>("allowed");
        const auto row = [](const QString &folders, const QString &allowed) {
            QTest::newRow(qPrintable(folders)) << folders.split(u' ') << allowed.split(u' ');
        };
        row(u"core/base"_s, u"core/base"_s);
        row(u"core/model"_s, u"core/base core/model"_s);
        row(u"core/document"_s, u"core/base core/model core/document"_s);
        row(u"core/validation"_s, u"core/base core/model core/document core/validation"_s);
        row(u"core/live"_s, u"core/base core/model core/document core/live"_s);
        row(u"core/wire"_s, u"core/base core/model core/document core/validation core/live core/wire"_s);
        row(u"core"_s, u"core"_s);
        row(kProtocol.join(u' '), u"core/base "_s + kProtocol.join(u' '));
        row(u"relay/net"_s, u"core/base relay/net"_s);
        row(u"relay/tls"_s, u"core/base relay/net relay/tls"_s);
        row(u"relay/proxy"_s, u"core/base relay/net relay/proxy"_s);
        row(u"relay/edge"_s,
            u"core/base core/model core/document core/validation core/live relay/auth relay/turn relay/net "
            u"relay/tls relay/proxy relay/edge"_s);
        row(u"relay/probe"_s,
            u"core/base core/diagnosis relay/stun relay/auth relay/turn relay/net relay/tls relay/proxy "
            "relay/edge relay/probe"_s);
        row(u"relay/http"_s, u"core/base core/wire relay/http"_s);
        row(u"relay/store"_s, u"core/base core/model core/document core/wire relay/net relay/store"_s);
        row(u"relay/trust"_s,
            u"core/base core/model core/document core/wire relay/net relay/store relay/trust"_s);
        row(u"relay"_s, u"core relay"_s);
        row(u"ui/style"_s, u"core/base ui/style"_s);
        // What knows neither a configuration nor a relay: texts that are made inert, errors as values.
        row(u"ui/widgets"_s, u"core/base ui/style ui/widgets"_s);
        row(u"ui/workspace"_s, u"core ui/style ui/workspace"_s);
        row(u"ui/forms"_s, u"core ui/style ui/widgets ui/workspace ui/forms"_s);
        row(u"ui/pages"_s, u"core ui/style ui/widgets ui/workspace ui/forms ui/pages"_s);
        row(u"ui/live"_s, u"core ui/style ui/widgets ui/workspace ui/forms ui/live"_s);
        row(u"ui/dialogs"_s, u"core ui/style ui/widgets ui/workspace ui/forms ui/dialogs"_s);
        row(u"ui"_s, u"core ui"_s);
    }
    void aLayerIncludesOnlyWhatIsBelowIt()
    {
        QFETCH(QStringList, folders);
        QFETCH(QStringList, allowed);
        for (const Line &line : std::as_const(m_lines)) {
            if (line.isOwn && !line.header.endsWith(u".moc") && isBelow(line.file, folders))
                QVERIFY2(isBelow(line.header, allowed), place(line));
        }
    }

    void aLivePageKnowsNoOtherAndOnlyTheirCatalogueKnowsThem()
    {
        const auto pageOf = [](const QString &file) {
            return file.startsWith(u"ui/live/") && file.count(u'/') == 3 ? file.section(u'/', 0, 2)
                                                                         : QString();
        };
        for (const Line &line : std::as_const(m_lines)) {
            const QString page = line.isOwn ? pageOf(line.header) : QString();
            if (!page.isEmpty() && isBelow(line.file, {u"ui/live"_s}) &&
                line.file != u"ui/live/live_pages.cpp")
                QVERIFY2(pageOf(line.file) == page, place(line));
        }
    }

    void onlyCoreClientOfCoreUsesMoreThanQtCore()
    {
        for (const Line &line : std::as_const(m_lines)) {
            if (isOfQt(line) && isBelow(line.file, {u"core"_s}) && !isBelow(line.file, {u"core/client"_s}))
                QVERIFY2(isOfQtModule(line.header, {u"QtCore"_s}), place(line));
        }
    }

    void whatAProgramPrintsPassesOnePlace()
    {
        // The one that makes text from relays, files and the wire inert.
        const QStringList places{u"app/turnpikectl/output.cpp"_s,    u"app/turnpiked/log_output.cpp"_s,
                                 u"app/turnpiked/main.cpp"_s,        u"app/turnpike/main.cpp"_s,
                                 u"app/turnpike/end_requests.cpp"_s, u"app/turnpike/screenshots.cpp"_s};
        static const QRegularExpression stream(
            u"\\b(stdout|stderr|std::puts|printf|std::cout|std::cerr)\\b"_s);
        for (const Line &line : std::as_const(m_lines)) {
            if (isBelow(line.file, {u"app"_s}) && !places.contains(line.file))
                QVERIFY2(!stream.match(line.text).hasMatch(), place(line));
        }
    }

    void coreHasNoScreen()
    {
        for (const Line &line : std::as_const(m_lines)) {
            if (isOfQt(line) && isBelow(line.file, {u"core"_s, u"relay"_s}))
                QVERIFY2(!isOfQtModule(line.header, {u"QtGui"_s, u"QtWidgets"_s, u"QtCharts"_s, u"QtSvg"_s}),
                         place(line));
        }
    }

    void theProtocolKnowsNoQtSocketThreadOrClock()
    {
        const QStringList headers{u"sys/socket.h"_s, u"sys/epoll.h"_s,  u"netinet/in.h"_s,
                                  u"poll.h"_s,       u"unistd.h"_s,     u"thread"_s,
                                  u"mutex"_s,        u"shared_mutex"_s, u"condition_variable"_s,
                                  u"future"_s,       u"time.h"_s,       u"ctime"_s,
                                  u"sys/time.h"_s,   u"fstream"_s,      u"pthread.h"_s};
        static const QRegularExpression clock(u"_clock::|::now\\s*\\(|\\btime\\s*\\(\\s*(nullptr|NULL|0)"_s);
        const QStringList pure = QStringList(kProtocol) << u"core/base"_s;
        for (const Line &line : std::as_const(m_lines)) {
            if (!isBelow(line.file, pure))
                continue;
            QVERIFY2(!isOfQt(line), place(line));
            QVERIFY2(line.isOwn || !headers.contains(line.header), place(line));
            QVERIFY2(!clock.match(line.text).hasMatch(), place(line));
        }
    }

    void aLibraryLinksOnlyWhatIsBelowIt_data()
    {
        QTest::addColumn<QString>("allowed");
        const auto row = [](const char *library, const char *allowed) {
            QTest::newRow(library) << QString::fromLatin1(allowed);
        };
        row("turnpike_base", "turnpike_options tl::expected ICU::i18n ICU::uc");
        row("turnpike_core", "turnpike_base Qt6::Core");
        row("turnpike_wire", "turnpike_core OpenSSL::Crypto");
        row("turnpike_client",
            "turnpike_wire Qt6::Network Qt6::WebSockets Qt6::DBus Qt6Keychain::Qt6Keychain OpenSSL::Crypto");
        row("turnpike_protocol", "turnpike_base OpenSSL::Crypto Boost::headers"); // CRC-32
        row("turnpike_net", "turnpike_base");
        row("turnpike_tls", "turnpike_net OpenSSL::SSL");
        row("turnpike_proxy", "turnpike_net Boost::headers"); // CRC-32C
        row("turnpike_relay",
            "turnpike_protocol turnpike_net turnpike_tls turnpike_proxy turnpike_core Threads::Threads");
        row("turnpike_http", "turnpike_wire Qt6::Network Boost::headers");
        row("turnpike_store", "turnpike_wire Qt6::Sql OpenSSL::Crypto");
        row("turnpike_trust", "turnpike_store Qt6::Network OpenSSL::Crypto");
        row("turnpike_management",
            "turnpike_relay turnpike_http turnpike_trust turnpike_store Qt6::WebSockets");
        row("turnpike_ui", "turnpike_core turnpike_client turnpike_icons turnpike_translations Qt6::Gui "
                           "Qt6::Widgets Qt6::Svg Qt6::Charts");
    }
    void aLibraryLinksOnlyWhatIsBelowIt()
    {
        QFETCH(QString, allowed);
        const QString library = QString::fromLatin1(QTest::currentDataTag());
        const QHash<QString, QStringList> links = linkedLibraries();
        QVERIFY2(links.contains(library), "the build wrote nothing about this library");
        const QStringList known = allowed.split(u' ');
        for (const QString &linked : links.value(library))
            QVERIFY2(known.contains(linked), qPrintable(library + u" must not link " + linked));
    }

    void theDaemonLinksNeitherAKeychainNorTheClient()
    {
        const QHash<QString, QStringList> links = linkedLibraries();
        QVERIFY(links.contains(u"turnpiked"_s));
        QStringList reached{u"turnpiked"_s};
        for (qsizetype i = 0; i < reached.size(); ++i) {
            for (const QString &linked : links.value(reached.at(i))) {
                const bool isOfTheConsole = linked == u"turnpike_client" || linked == u"turnpike_ui" ||
                                            linked.contains(u"Keychain") || linked == u"Qt6::DBus";
                QVERIFY2(!isOfTheConsole, qPrintable(reached.at(i) + u" links " + linked));
                if (!reached.contains(linked))
                    reached << linked;
            }
        }
        QVERIFY(reached.contains(u"turnpike_store"_s));
    }

    void theTopLevelIsTheWholeMap()
    {
        const QStringList known{u"ARCHITECTURE.md"_s,
                                u"CMakeLists.txt"_s,
                                u"CMakePresets.json"_s,
                                u"LICENSE"_s,
                                u"README.md"_s,
                                u"SECURITY.md"_s,
                                u"app"_s,
                                u"core"_s,
                                u"dev"_s,
                                u"relay"_s,
                                u"resources"_s,
                                u"tests"_s,
                                u"translations"_s,
                                u"ui"_s};
        const QStringList made{u"build"_s}; // by CMake, and ignored by git
        const QStringList entries = QDir(root()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot);
        for (const QString &entry : entries)
            QVERIFY2(known.contains(entry) || made.contains(entry), qPrintable(entry));
        for (const char *needed :
             {"CMakeLists.txt", "app", "core", "relay", "ui", "resources", "tests", "translations"})
            QVERIFY2(entries.contains(QString::fromLatin1(needed)), needed);
    }

    void everySourceFileSaysItsLicence()
    {
        QSet<QString> seen;
        for (const Line &line : std::as_const(m_lines)) {
            if (line.number == 1)
                seen.insert(line.file);
        }
        for (const QString &file : std::as_const(seen)) {
            QFile source(root() + u'/' + file);
            QVERIFY(source.open(QIODevice::ReadOnly));
            QVERIFY2(source.readLine().startsWith("// SPDX-License-Identifier: GPL-3.0-or-later"),
                     qPrintable(file));
        }
    }

    void everyTestFailsOnWarnings()
    {
        QDirIterator files(root() + u"/tests"_s, {u"tst_*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
        int count = 0;
        for (; files.hasNext(); ++count) {
            QFile source(files.next());
            QVERIFY(source.open(QIODevice::ReadOnly));
            // In init(), because Qt forgets it after each test function.
            static const QRegularExpression call(u"::init\\(\\)|void init\\(\\)[^}]*failOnAnyWarning"_s);
            const QString text = QString::fromUtf8(source.readAll());
            QVERIFY2(call.match(text).hasMatch() && text.contains(u"failOnAnyWarning"_s),
                     qPrintable(files.filePath()));
        }
        QVERIFY(count > 70);
    }

private:
    static const char *place(const Line &line)
    {
        static QByteArray text;
        text = QString(line.file + u':' + QString::number(line.number) + u": " + line.text.trimmed() +
                       line.header)
                   .toUtf8();
        return text.constData();
    }

    // Written by tests/CMakeLists.txt from the targets' own properties.
    static QHash<QString, QStringList> linkedLibraries()
    {
        QHash<QString, QStringList> links;
        QFile file(QStringLiteral(TURNPIKE_BINARY_DIR "/link_libraries.txt"));
        if (!file.open(QIODevice::ReadOnly))
            return links;
        while (!file.atEnd()) {
            const QString line = QString::fromUtf8(file.readLine()).trimmed();
            links.insert(line.section(u": "_s, 0, 0),
                         line.section(u": "_s, 1).split(u';', Qt::SkipEmptyParts));
        }
        return links;
    }

    QList<Line> m_lines;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLayers)
#include "tst_layers.moc"
