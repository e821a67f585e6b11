// SPDX-License-Identifier: GPL-3.0-or-later
// Allocations made and ended over every transport, one after the other on each, and what the relay's process
// has then that it did not have before; for tests/perf/soak_bench.
#include "relay/auth/long_term_key.h"
#include "relay/stun/error_code.h"
#include "relay/stun/message_builder.h"
#include "relay/stun/message_view.h"
#include "tests/perf/load/relay_line.h"

#include <dirent.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace turnpike;
using namespace std::chrono_literals;
using stun::AttributeType;
using stun::Method;

namespace {

constexpr char kUsage[] =
    "soak_load ADDRESS:PORT ADDRESS:TLS-PORT PROCESS ALLOCATIONS\n"
    "  of the relay; user bench, password bench, realm bench.test\n"
    "prints a line every second, then what is left; the exit status is 1 when anything is\n";

constexpr std::array kTransports{Transport::Udp, Transport::Tcp, Transport::Tls, Transport::Dtls};
/// Then the client goes and comes again from another port.
constexpr int kAllocationsOfLine = 100;
constexpr double kWarmUp = 0.2; ///< of the allocations

/// What the relay's process holds at a moment.
struct Holding {
    double megabytes = 0;
    int descriptors = 0;
};

Holding holdingOf(int process)
{
    const std::string folder = "/proc/" + std::to_string(process);
    Holding holding;
    double all = 0;
    std::ifstream(folder + "/statm") >> all >> holding.megabytes;
    holding.megabytes *= static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
    if (DIR *const files = ::opendir((folder + "/fd").c_str())) {
        while (::readdir(files) != nullptr)
            ++holding.descriptors;
        ::closedir(files);
    }
    return holding;
}

/// Somebody who makes calls and ends them, over one transport.
class Caller {
public:
    Caller(Transport transport, const TransportAddress &server)
        : m_transport(transport)
        , m_server(server)
        , m_context(isEncrypted(transport) ? perf::RelayLine::context(transport) : nullptr)
    {
    }

    /// A new five-tuple; what was allocated over a connection ends with it.
    bool connect()
    {
        m_line.reset();
        m_nonce.clear();
        auto line = perf::RelayLine::open(m_transport, m_server, m_context.get());
        if (!line)
            return complain(line.error().text());
        m_line.emplace(std::move(*line));
        return true;
    }
    /// 0 when it was allocated.
    int allocate(bool reservesNext)
    {
        return ask(Method::Allocate, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::RequestedTransport, 17U << 24);
            const std::byte reserve{0x80};
            if (reservesNext)
                message.add(AttributeType::EvenPort, Bytes(&reserve, 1));
        });
    }
    int bindChannel(const TransportAddress &peer)
    {
        return ask(Method::ChannelBind, [&](stun::MessageBuilder &message) {
            message.addNumber(AttributeType::ChannelNumber, 0x40000000U)
                .addXorAddress(AttributeType::XorPeerAddress, peer);
        });
    }
    int release()
    {
        return ask(Method::Refresh,
                   [](stun::MessageBuilder &message) { message.addNumber(AttributeType::Lifetime, 0); });
    }
    /// So many calls, each made and ended.
    bool run(int allocations, std::atomic<int> &done)
    {
        const TransportAddress peer{IpAddress::v4(0x08080808), Port{9}};
        for (int i = 0; i < allocations; ++i) {
            if (i % kAllocationsOfLine == 0 && !connect())
                return false;
            if (const int code = allocate(i % 8 == 0); code != 0)
                return complain("Allocate was answered with " + std::to_string(code));
            if (i % 4 == 0 && bindChannel(peer) != 0)
                return complain("ChannelBind was refused");
            // The last one of a connection ends with it.
            const bool endsWithLine =
                hasConnection(m_transport) && i % kAllocationsOfLine == kAllocationsOfLine - 1;
            if (!endsWithLine && release() != 0)
                return complain("Refresh was refused");
            ++done;
        }
        m_line.reset();
        return true;
    }

private:
    template <class Write>
    int ask(Method method, Write write)
    {
        constexpr int kMostTries = 4;
        for (int tries = 0; tries < kMostTries; ++tries) {
            const auto response = exchange(method, write);
            if (!response)
                continue;
            const auto view = stun::MessageView::parse(*response).value();
            if (view.messageClass() == stun::Class::Success)
                return 0;
            const int code = stun::ErrorCodeValue::decode(*view.find(AttributeType::ErrorCode)).value().code;
            const auto nonce = view.find(AttributeType::Nonce);
            if ((code != 401 && code != 438) || !nonce || (code == 401 && !m_nonce.empty()))
                return code;
            m_nonce = stun::textOf(*nonce);
        }
        return -1;
    }
    template <class Write>
    std::optional<Bytes> exchange(Method method, Write write)
    {
        ++m_transaction;
        stun::TransactionId id{};
        std::memcpy(id.data(), &m_transaction, sizeof m_transaction);
        stun::MessageBuilder message(m_request, {stun::Class::Request, method}, id);
        write(message);
        if (!m_nonce.empty()) {
            message.add(AttributeType::Username, "bench").add(AttributeType::Realm, "bench.test");
            message.add(AttributeType::Nonce, m_nonce);
            message.addIntegrity(stun::IntegrityKind::Sha1, std::as_bytes(std::span(m_key)));
        }
        if (!m_line->send(message.finish()))
            return std::nullopt;
        while (const auto received = m_line->receive(m_response)) {
            const auto view = stun::MessageView::parse(*received);
            if (view && view->transactionId() == id)
                return *received;
        }
        return std::nullopt;
    }
    [[nodiscard]] bool complain(const std::string &what) const
    {
        std::fprintf(stderr, "soak_load: over %s: %s\n", std::string(name(m_transport)).c_str(),
                     what.c_str());
        return false;
    }

    Transport m_transport;
    TransportAddress m_server;
    tls::Context m_context;
    std::optional<perf::RelayLine> m_line;
    auth::LongTermKey m_key = auth::longTermKey("bench", "bench.test", "bench");
    std::string m_nonce;
    std::uint64_t m_transaction = 0;
    std::array<std::byte, 1024> m_request{};
    std::array<std::byte, 2048> m_response{};
};

/// How many allocations the relay's range has room for, taken all at once and given back.
int portsToBeHad(const TransportAddress &server)
{
    constexpr int kMost = 5000;
    std::vector<std::unique_ptr<Caller>> callers;
    int ports = 0;
    for (; ports < kMost; ++ports) {
        callers.push_back(std::make_unique<Caller>(Transport::Udp, server));
        if (!callers.back()->connect() || callers.back()->allocate(false) != 0)
            break;
    }
    for (int i = 0; i < ports; ++i)
        static_cast<void>(callers[static_cast<std::size_t>(i)]->release());
    return ports;
}

struct Sample {
    double allocations = 0;
    double megabytes = 0;
};

/// Of the straight line through them, in bytes an allocation (least squares).
double slopeOf(const std::vector<Sample> &samples)
{
    double x = 0;
    double y = 0;
    for (const Sample &sample : samples) {
        x += sample.allocations / static_cast<double>(samples.size());
        y += sample.megabytes / static_cast<double>(samples.size());
    }
    double above = 0;
    double below = 0;
    for (const Sample &sample : samples) {
        above += (sample.allocations - x) * (sample.megabytes - y);
        below += (sample.allocations - x) * (sample.allocations - x);
    }
    return below > 0 ? 1e6 * above / below : 0;
}

/// What descriptors come down to, once what is under way is over.
int restingDescriptors(int process, int base)
{
    int descriptors = holdingOf(process).descriptors;
    for (int i = 0; i < 100 && descriptors > base; ++i) {
        std::this_thread::sleep_for(100ms);
        descriptors = holdingOf(process).descriptors;
    }
    return descriptors;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto plain = TransportAddress::parse(arguments.empty() ? "" : arguments[0]);
    const auto encrypted = TransportAddress::parse(arguments.size() < 2 ? "" : arguments[1]);
    const int process = arguments.size() == 4 ? std::atoi(arguments[2].c_str()) : 0;
    const int allocations = arguments.size() == 4 ? std::atoi(arguments[3].c_str()) : 0;
    if (!plain || !encrypted || process <= 0 || allocations < 400) {
        std::fprintf(stderr, "soak_load: four arguments are needed, and 400 allocations or more\n%s", kUsage);
        return 2;
    }
    const int portsBefore = portsToBeHad(*plain);
    const Holding before = holdingOf(process);
    std::atomic<int> done = 0;
    std::atomic<int> running = static_cast<int>(kTransports.size());
    std::atomic<bool> isFlawless = true;
    std::vector<std::jthread> callers;
    const auto began = std::chrono::steady_clock::now();
    for (const Transport transport : kTransports)
        callers.emplace_back([&, transport] {
            Caller caller(transport, isEncrypted(transport) ? *encrypted : *plain);
            if (!caller.run(allocations / static_cast<int>(kTransports.size()), done))
                isFlawless = false;
            --running;
        });
    std::vector<Sample> samples;
    std::printf("%8s %12s %10s %10s %12s\n", "s", "allocations", "per s", "RSS MB", "descriptors");
    while (running > 0) {
        std::this_thread::sleep_for(allocations > 100'000 ? 1000ms : 100ms);
        const int made = done;
        const Holding now = holdingOf(process);
        const std::chrono::duration<double> lasted = std::chrono::steady_clock::now() - began;
        if (made > kWarmUp * allocations)
            samples.push_back({static_cast<double>(made), now.megabytes});
        std::printf("%8.1f %12d %10.0f %10.1f %12d\n", lasted.count(), made, made / lasted.count(),
                    now.megabytes, now.descriptors);
        std::fflush(stdout);
    }
    callers.clear();
    const int descriptors = restingDescriptors(process, before.descriptors);
    const int portsAfter = portsToBeHad(*plain);
    const int descriptorsAfter = restingDescriptors(process, before.descriptors);
    const double slope = slopeOf(samples);
    const double growth = samples.empty() ? 0 : samples.back().megabytes - samples.front().megabytes;
    std::printf("allocations %d of %d; ports to be had %d before, %d after; descriptors %d before, %d after, "
                "%d at rest\n"
                "RSS %.1f MB before, %.1f MB after; slope after the warm-up %.2f bytes an allocation, %.2f "
                "MB in all\n",
                done.load(), allocations, portsBefore, portsAfter, before.descriptors, descriptors,
                descriptorsAfter, before.megabytes, holdingOf(process).megabytes, slope, growth);
    // Pages come and go; what an allocation leaves behind is at least a pointer.
    constexpr double kLeak = 4;
    constexpr double kPages = 2;
    const bool isLeaking = slope > kLeak && growth > kPages;
    const bool isWhole =
        isFlawless && portsBefore == portsAfter && descriptors <= before.descriptors && !isLeaking;
    std::printf("%s\n", isWhole ? "nothing is left" : "SOMETHING IS LEFT");
    return isWhole ? 0 : 1;
}
