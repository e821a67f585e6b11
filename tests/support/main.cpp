// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"

#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace turnpike::testing {

namespace {

std::map<std::string, TestFunction, std::less<>> &registeredTests()
{
    static std::map<std::string, TestFunction, std::less<>> tests;
    return tests;
}

std::string runningTest;

std::string testNameOf(std::string_view fileName)
{
    fileName.remove_prefix(fileName.rfind('/') + 1);
    fileName.remove_prefix(std::string_view("tst_").size());
    fileName.remove_suffix(std::string_view(".cpp").size());
    return std::string(fileName);
}

} // namespace

RegisteredTest::RegisteredTest(const char *fileName, TestFunction function)
{
    registeredTests().emplace(testNameOf(fileName), function);
}

QStringList sameTest(const QStringList &more)
{
    return QStringList(QString::fromStdString(runningTest)) + more;
}

} // namespace turnpike::testing

int main(int argc, char **argv)
{
    using namespace turnpike::testing;
    const auto found = argc > 1 ? registeredTests().find(std::string_view(argv[1])) : registeredTests().end();
    if (found == registeredTests().end()) {
        std::fprintf(stderr, "usage: %s TEST [FUNCTION[:ROW]] [options of Qt Test]\ntests:", argv[0]);
        for (const auto &[name, function] : registeredTests())
            std::fprintf(stderr, " %s", name.c_str());
        std::fputc('\n', stderr);
        return 2;
    }
    runningTest = found->first;
    std::vector<char *> arguments(argv, argv + argc);
    arguments.erase(arguments.begin() + 1);
    arguments.push_back(nullptr);
    return found->second(argc - 1, arguments.data());
}
