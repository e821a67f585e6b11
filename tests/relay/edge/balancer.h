// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/net/bound_socket.h"
#include "relay/net/socket_address.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <string>
#include <thread>

namespace turnpike::edge {

/// Passes TCP connections on to a relay, with the header in front that it was given; in a thread of its own.
class Balancer {
public:
    Balancer(const TransportAddress &relay, std::string header)
        : m_relay(relay)
        , m_header(std::move(header))
        , m_stop(::eventfd(0, EFD_CLOEXEC))
    {
        auto opened = net::openListeners(Transport::Tcp, {relay.address, Port{0}}, 1);
        m_listener = std::move(opened.value().front());
        m_thread = std::thread([this] { run(); });
    }
    ~Balancer()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(m_stop.number(), &one, sizeof one);
        m_thread.join();
    }
    Balancer(const Balancer &) = delete;
    Balancer &operator=(const Balancer &) = delete;

    [[nodiscard]] const TransportAddress &address() const { return m_listener.address; }

private:
    struct Pair {
        net::FileDescriptor client;
        net::FileDescriptor relay;
    };

    void run()
    {
        for (;;) {
            std::vector<pollfd> entries{{m_stop.number(), POLLIN, 0},
                                        {m_listener.socket.number(), POLLIN, 0}};
            for (const Pair &pair : m_pairs) {
                entries.push_back({pair.client.number(), POLLIN, 0});
                entries.push_back({pair.relay.number(), POLLIN, 0});
            }
            ::poll(entries.data(), entries.size(), -1);
            if (entries[0].revents != 0)
                return;
            for (std::size_t i = entries.size() - 2; i >= 2; i -= 2) {
                const auto pair = m_pairs.begin() + static_cast<std::ptrdiff_t>(i / 2 - 1);
                const bool goesOn = (entries[i].revents == 0 || pass(pair->client, pair->relay)) &&
                                    (entries[i + 1].revents == 0 || pass(pair->relay, pair->client));
                if (!goesOn)
                    m_pairs.erase(pair);
            }
            if (entries[1].revents != 0)
                accept();
        }
    }
    void accept()
    {
        Pair pair{net::FileDescriptor(::accept4(m_listener.socket.number(), nullptr, nullptr, SOCK_CLOEXEC)),
                  net::FileDescriptor(
                      ::socket(m_relay.address.isV6() ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))};
        net::SocketAddress relay(m_relay);
        if (!pair.client.isOpen() || ::connect(pair.relay.number(), relay.data(), relay.size()) != 0 ||
            ::send(pair.relay.number(), m_header.data(), m_header.size(), MSG_NOSIGNAL) < 0)
            return;
        m_pairs.push_back(std::move(pair));
    }
    [[nodiscard]] static bool pass(const net::FileDescriptor &from, const net::FileDescriptor &to)
    {
        std::array<char, 4096> bytes{};
        const ssize_t got = ::recv(from.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        return got > 0 &&
               ::send(to.number(), bytes.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
    }

    TransportAddress m_relay;
    std::string m_header;
    net::FileDescriptor m_stop;
    net::BoundSocket m_listener;
    std::vector<Pair> m_pairs;
    std::thread m_thread;
};

} // namespace turnpike::edge
