// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/shell/language.h"

#include <QApplication>
#include <QDirIterator>
#include <QLocale>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// Nobody reads "1 call(s)".
class TestLanguage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        ui::installLanguage(*qApp);
    }

    void aNumberChoosesItsWords_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << u"Push 0 changes to %1"_s;
        QTest::newRow("one") << 1 << u"Push 1 change to %1"_s;
        QTest::newRow("many") << 3 << u"Push 3 changes to %1"_s;
    }
    void aNumberChoosesItsWords()
    {
        QFETCH(int, number);
        QTEST(QCoreApplication::translate("turnpike::ui::ReviewDialog", "Push %n change(s) to %1", nullptr,
                                          number),
              "text");
    }

    void everyTextWithANumberHasItsForms()
    {
        static const QRegularExpression counted(u"\"([^\"]*%n[^\"]*)\""_s);
        QFile file(QStringLiteral(TURNPIKE_SOURCE_DIR "/translations/turnpike_en.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QString known = QString::fromUtf8(file.readAll());
        QVERIFY2(!known.contains(u"unfinished"_s), "run ./dev translations and write what is unfinished");
        known.replace(u"&apos;"_s, u"'"_s);

        int count = 0;
        for (const QString &folder : {u"/ui"_s, u"/core"_s, u"/relay"_s}) {
            QDirIterator files(QStringLiteral(TURNPIKE_SOURCE_DIR) + folder, {u"*.cpp"_s}, QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile source(files.next());
                QVERIFY(source.open(QIODevice::ReadOnly));
                QString text = QString::fromUtf8(source.readAll());
                // A text over two lines is one.
                text.remove(QRegularExpression(u"\"\\s*\\n\\s*\""_s));
                for (auto all = counted.globalMatch(text); all.hasNext(); ++count) {
                    const QString found = all.next().captured(1);
                    QVERIFY2(known.contains(u"<source>"_s + found + u"</source>"_s),
                             qPrintable(files.filePath() + u": "_s + found));
                }
            }
        }
        QVERIFY(count > 30);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestLanguage)
#include "tst_language.moc"
