// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/cbor_codec.h"

#include "core/live/cbor_fields.h"

#include <QCborStreamReader>
#include <QCborStreamWriter>

#include <algorithm>
#include <limits>

namespace turnpike::live {

namespace {

/// Message kinds carry the version of their layout; a layout that old readers misread gets a new number.
constexpr std::uint64_t kKeyframeV1 = 1;
constexpr std::uint64_t kDeltaV1 = 2;

constexpr qsizetype kMostBytes = 256 * 1024 * 1024;
constexpr quint64 kMostElements = 1'000'000;
constexpr qsizetype kLongestString = 4096;
/// Of unknown values that are skipped.
constexpr int kDeepestNesting = 8;

template <class T>
concept HasFields = requires(const T &value)
{
    visitFields([](Key, const auto &) {}, value);
};

class Encoder {
public:
    explicit Encoder(QByteArray *bytes)
        : m_writer(bytes)
    {
    }

    template <class Message>
    void writeMessage(std::uint64_t kind, const Message &message)
    {
        m_writer.startMap(countOf(message) + 1);
        m_writer.append(quint64{0});
        m_writer.append(quint64{kind});
        writeFields(message);
        m_writer.endMap();
    }

private:
    template <class Object>
    static quint64 countOf(const Object &object)
    {
        quint64 count = 0;
        visitFields([&count](Key, const auto &) { ++count; }, object);
        return count;
    }
    template <class Object>
    void writeFields(const Object &object)
    {
        visitFields(
            [this](Key key, const auto &value) {
                m_writer.append(static_cast<quint64>(key.number));
                write(value);
            },
            object);
    }

    template <HasFields Object>
    void write(const Object &object)
    {
        m_writer.startMap(countOf(object));
        writeFields(object);
        m_writer.endMap();
    }
    template <class T>
    void write(const std::vector<T> &values)
    {
        m_writer.startArray(values.size());
        for (const T &value : values)
            write(value);
        m_writer.endArray();
    }
    template <std::unsigned_integral T>
    void write(T value)
    {
        m_writer.append(quint64{value});
    }
    void write(bool value) { m_writer.append(value); }
    void write(const std::string &text)
    {
        m_writer.appendByteString(text.data(), static_cast<qsizetype>(text.size()));
    }
    void write(WallTime time) { m_writer.append(qint64{time.time_since_epoch().count()}); }
    void write(std::chrono::milliseconds duration) { m_writer.append(qint64{duration.count()}); }
    void write(AllocationKey key) { m_writer.append(quint64{key.value}); }
    void write(const PortRange &range)
    {
        m_writer.append(quint64{std::uint32_t{range.first.value} << 16 | range.last.value});
    }
    /// The address's bytes, then the port's two; "none" has no address bytes.
    void write(const TransportAddress &address)
    {
        char bytes[18];
        const std::size_t size = address.address.size();
        std::copy_n(address.address.bytes().begin(), size, bytes);
        bytes[size] = static_cast<char>(address.port.value >> 8);
        bytes[size + 1] = static_cast<char>(address.port.value & 0xFF);
        m_writer.appendByteString(bytes, static_cast<qsizetype>(size) + 2);
    }

    QCborStreamWriter m_writer;
};

/// Stops at the first thing that is wrong: every read() is a no-op from then on.
class Decoder {
public:
    explicit Decoder(const QByteArray &bytes)
        : m_reader(bytes)
        , m_size(bytes.size())
    {
    }

    Result<std::variant<Snapshot, Delta>> readMessage()
    {
        std::variant<Snapshot, Delta> message;
        std::uint64_t kind = 0;
        const quint64 fields = enterMap();
        // The kind comes first, so that the rest can be read in one pass.
        if (std::uint64_t key = 1; fields > 0) {
            read(key);
            require(key == 0, "a message begins with its kind");
            read(kind);
        }
        if (kind == kKeyframeV1)
            readFields(message.emplace<Snapshot>(), fields - 1);
        else if (kind == kDeltaV1)
            readFields(message.emplace<Delta>(), fields - 1);
        else
            require(false, "a keyframe or a delta of version 1");
        leave();
        if (!m_failed && m_reader.currentOffset() != m_size)
            require(false, "nothing after the message");
        if (m_failed)
            return tl::make_unexpected(m_error);
        return message;
    }

private:
    void require(bool condition, const char *allowed)
    {
        if (condition || m_failed)
            return;
        m_failed = true;
        const std::string where = "byte " + std::to_string(m_reader.currentOffset());
        const bool broken = m_reader.lastError() != QCborError::NoError;
        m_error = Error{Error::Code::InvalidValue,
                        broken ? "the message is no whole CBOR value: " +
                                     m_reader.lastError().toString().toStdString()
                               : "the message of the live stream is not understood",
                        where, allowed, "ask for a whole snapshot"};
    }
    /// Definite lengths only: with an unknown one, nothing could be refused before it is read.
    quint64 enter(bool isRight, const char *allowed)
    {
        require(isRight && m_reader.isLengthKnown(), allowed);
        if (m_failed)
            return 0;
        const quint64 length = m_reader.length();
        require(length <= kMostElements, "at most a million elements");
        require(m_failed || m_reader.enterContainer(), allowed);
        return m_failed ? 0 : length;
    }
    quint64 enterMap() { return enter(m_reader.isMap(), "a map"); }
    void leave()
    {
        if (!m_failed)
            require(m_reader.leaveContainer(), "the end of the map or array");
    }
    void advance() { require(m_reader.next(kDeepestNesting), "one more value"); }

    template <HasFields Object>
    void readFields(Object &object, quint64 count)
    {
        std::uint64_t seen = 0;
        for (quint64 i = 0; i < count && !m_failed; ++i) {
            std::uint64_t key = 0;
            read(key);
            bool isKnown = false;
            visitFields(
                [&](Key known, auto &value) {
                    if (static_cast<std::uint64_t>(known.number) != key || m_failed)
                        return;
                    isKnown = true;
                    require((seen >> known.number & 1) == 0, "each key once");
                    seen |= std::uint64_t{1} << known.number;
                    read(value);
                },
                object);
            if (!isKnown && !m_failed)
                advance();
        }
        visitFields(
            [&](Key known, const auto &) {
                require(known.isLater || (seen >> known.number & 1) != 0, "every key of the object");
            },
            object);
    }

    template <HasFields Object>
    void read(Object &object)
    {
        readFields(object, enterMap());
        leave();
    }
    template <class T>
    void read(std::vector<T> &values)
    {
        const quint64 count = enter(m_reader.isArray(), "an array");
        for (quint64 i = 0; i < count && !m_failed; ++i)
            read(values.emplace_back());
        leave();
    }
    template <std::unsigned_integral T>
    void read(T &value)
    {
        require(m_reader.isUnsignedInteger() && m_reader.toUnsignedInteger() <= std::numeric_limits<T>::max(),
                "a number that fits");
        if (m_failed)
            return;
        value = static_cast<T>(m_reader.toUnsignedInteger());
        advance();
    }
    void read(bool &value)
    {
        require(m_reader.isBool(), "true or false");
        if (m_failed)
            return;
        value = m_reader.toBool();
        advance();
    }
    void read(std::string &text)
    {
        const QByteArray bytes = readBytes();
        text.assign(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    }
    void read(WallTime &time)
    {
        require(m_reader.isInteger(), "milliseconds since 1970");
        if (m_failed)
            return;
        time = WallTime(std::chrono::milliseconds(m_reader.toInteger()));
        advance();
    }
    void read(std::chrono::milliseconds &duration)
    {
        require(m_reader.isInteger(), "milliseconds");
        if (m_failed)
            return;
        duration = std::chrono::milliseconds(m_reader.toInteger());
        advance();
    }
    void read(AllocationKey &key) { read(key.value); }
    void read(PortRange &range)
    {
        std::uint32_t both = 0;
        read(both);
        range = {Port{static_cast<std::uint16_t>(both >> 16)},
                 Port{static_cast<std::uint16_t>(both & 0xFFFF)}};
        require(range.first <= range.last, "a range of ports");
    }
    void read(TransportAddress &address)
    {
        const QByteArray bytes = readBytes();
        require(bytes.size() == 2 || bytes.size() == 6 || bytes.size() == 18,
                "2, 6 or 18 bytes of address and port");
        if (m_failed)
            return;
        const auto at = [&bytes](qsizetype i) { return static_cast<std::uint8_t>(bytes[i]); };
        const qsizetype size = bytes.size() - 2;
        if (size == 4)
            address.address = IpAddress::v4(std::uint32_t{at(0)} << 24 | std::uint32_t{at(1)} << 16 |
                                            std::uint32_t{at(2)} << 8 | at(3));
        std::array<std::uint8_t, 16> v6{};
        if (size == 16) {
            std::copy_n(bytes.begin(), size, v6.begin());
            address.address = IpAddress::v6(v6);
        }
        address.port = Port{static_cast<std::uint16_t>(at(size) << 8 | at(size + 1))};
    }

    QByteArray readBytes()
    {
        require(m_reader.isByteArray() && m_reader.isLengthKnown() &&
                    m_reader.currentStringChunkSize() <= kLongestString,
                "a byte string of at most 4096 bytes");
        if (m_failed)
            return {};
        const auto chunk = m_reader.readByteArray();
        require(chunk.status == QCborStreamReader::Ok, "a whole byte string");
        if (m_failed)
            return {};
        // The reader moves on only when it was asked for the chunk after the last.
        const auto end = m_reader.readByteArray();
        require(end.status == QCborStreamReader::EndOfString, "the end of the byte string");
        return chunk.data;
    }

    QCborStreamReader m_reader;
    qsizetype m_size;
    bool m_failed = false;
    Error m_error;
};

} // namespace

QByteArray encodeKeyframe(const Snapshot &snapshot)
{
    QByteArray bytes;
    Encoder(&bytes).writeMessage(kKeyframeV1, snapshot);
    return bytes;
}

QByteArray encodeDelta(const Delta &delta)
{
    QByteArray bytes;
    Encoder(&bytes).writeMessage(kDeltaV1, delta);
    return bytes;
}

Result<std::variant<Snapshot, Delta>> decode(const QByteArray &message)
{
    if (message.size() > kMostBytes) {
        return fail(Error::Code::TooLarge,
                    "the message of the live stream has " + std::to_string(message.size()) + " bytes", {},
                    "at most " + std::to_string(kMostBytes) + " bytes");
    }
    return Decoder(message).readMessage();
}

} // namespace turnpike::live
