#include "notifier/bus/subscribers.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "eventstore/file.h"
#include "notifier/bus/curve.h"
#include "notifier/bus/zpl.h"

namespace hometime::bus {

namespace {

constexpr std::size_t kNameMax = 40;
constexpr std::size_t kOwnerMax = 200;
/// Written by others than the owner.
constexpr unsigned kWritableByOthers = 022;

std::optional<std::string> address_bytes(std::string_view text) {
    const std::string address(text);
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) return std::string(bytes.data(), 4);
    if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return std::nullopt;
    constexpr std::array<char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\xFF', '\xFF'};
    if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return std::string(bytes.data() + 12, 4);
    return std::string(bytes.data(), bytes.size());
}

/// Reads the members of one file, and complains of each at its place.
class Reader {
public:
    explicit Reader(std::filesystem::path file) : file_(std::move(file)) {}

    SubscribersRead take(std::string_view text) {
        const auto zpl = parse_zpl(text);
        for (const auto& error : zpl.errors) complain(error.line, error.column, error.message);
        for (const auto& entry : zpl.entries) take(entry);
        if (zpl.errors.empty()) require_all();
        if (read_.errors.empty()) read_.subscribers.push_back(std::move(one_));
        return std::move(read_);
    }

private:
    void complain(std::uint32_t line, std::uint32_t column, std::string message) {
        read_.errors.push_back({file_, line, column, std::move(message)});
    }
    void complain(const ZplEntry& entry, std::string message) {
        complain(entry.line, entry.column, std::move(message));
    }

    void take(const ZplEntry& entry) {
        seen_.insert(entry.path);
        if (entry.path == "metadata/name") return take_name(entry);
        if (entry.path == "metadata/streams") return take_streams(entry);
        if (entry.path == "metadata/until") return take_until(entry);
        if (entry.path == "metadata/owner") return take_owner(entry);
        if (entry.path == "metadata/network") return take_network(entry);
        if (entry.path == "curve/public-key") return take_key(entry);
        if (entry.path == "curve/secret-key") {
            return complain(entry, "a secret key does not belong here: it stays with the subscriber");
        }
        complain(entry, "unknown name '" + entry.path + "'");
    }
    void take_name(const ZplEntry& entry) {
        one_.name = entry.value;
        if (!is_subscriber_name(entry.value)) {
            return complain(entry, "must be at most 40 small letters, digits and '-'");
        }
        if (file_.stem() != entry.value) complain(entry, "must be the file's own name, without .zpl");
    }
    void take_streams(const ZplEntry& entry) {
        std::string_view rest = entry.value;
        while (!rest.empty()) {
            const auto word = rest.substr(0, rest.find(' '));
            if (!word.empty() && !parse_stream_prefix(word)) {
                complain(entry, "'" + std::string(word) + "' is no stream, like e1/sch_7Q2K9DAB/flow/");
            }
            if (!word.empty()) one_.streams.emplace(word);
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        }
        if (one_.streams.empty()) complain(entry, "names no stream");
        if (one_.streams.size() > kStreamsMax) complain(entry, "names more than 64 streams");
    }
    void take_until(const ZplEntry& entry) {
        const auto date = parse_local_date(entry.value);
        if (!date) return complain(entry, "must be a date, like 2027-07-31");
        one_.until = *date;
    }
    void take_owner(const ZplEntry& entry) {
        one_.owner = entry.value;
        if (entry.value.empty() || entry.value.size() > kOwnerMax) complain(entry, "must be 1 to 200 characters");
    }
    void take_network(const ZplEntry& entry) {
        one_.network = parse_network(entry.value);
        if (!one_.network) complain(entry, "must be an address or a network, like 10.1.0.0/16");
    }
    void take_key(const ZplEntry& entry) {
        one_.public_key = entry.value;
        if (!is_z85_key(entry.value)) return complain(entry, "must be a public key of 40 characters (Z85), in quotes");
        if (is_published_test_key(entry.value)) {
            complain(entry,
                     "is a published test key: everybody has its secret. `hometime subscriber keygen` makes one");
        }
    }
    void require_all() {
        for (const auto* path :
             {"metadata/name", "metadata/streams", "metadata/until", "metadata/owner", "curve/public-key"}) {
            if (!seen_.contains(path)) complain(0, 0, "'" + std::string(path) + "' is missing");
        }
    }

    std::filesystem::path file_;
    Subscriber one_;
    std::set<std::string> seen_;
    SubscribersRead read_;
};

SubscriberError whole(const std::filesystem::path& file, std::string message) {
    return {file, 0, 0, std::move(message)};
}

void read_one(const std::filesystem::path& file, SubscribersRead& all) {
    const auto mode = posix_files().mode(file);
    if (mode && (*mode & kWritableByOthers) != 0) {
        all.errors.push_back(whole(file, "can be changed by others: chmod it to 0644"));
        return;
    }
    const auto text = read_file(posix_files(), file, kZplBytesMax);
    if (!text) {
        all.errors.push_back(whole(file, "cannot be read: " + text.error().detail));
        return;
    }
    auto one = parse_subscriber(*text, file);
    all.errors.insert(all.errors.end(), one.errors.begin(), one.errors.end());
    for (auto& subscriber : one.subscribers) {
        for (const auto& other : all.subscribers) {
            if (other.public_key == subscriber.public_key) {
                all.errors.push_back(whole(file, "has the same key as " + other.name));
            }
        }
        all.subscribers.push_back(std::move(subscriber));
    }
}

}  // namespace

std::optional<Network> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto bytes = address_bytes(text.substr(0, slash));
    if (!bytes) return std::nullopt;
    Network network{*bytes, static_cast<unsigned>(bytes->size() * 8)};
    if (slash == std::string_view::npos) return network;
    const auto digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (wrong != std::errc{} || end != digits.data() + digits.size() || bits > network.bits) return std::nullopt;
    network.bits = bits;
    return network;
}

bool contains(const Network& network, std::string_view address) {
    const auto bytes = address_bytes(address);
    if (!bytes || bytes->size() != network.bytes.size()) return false;
    for (unsigned bit = 0; bit < network.bits; ++bit) {
        const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
        const auto differs =
            static_cast<unsigned char>((*bytes)[bit / 8]) ^ static_cast<unsigned char>(network.bytes[bit / 8]);
        if ((differs & mask) != 0) return false;
    }
    return true;
}

bool is_over(LocalDate last_day, UtcTime now) {
    const std::chrono::sys_days last{last_day.time_since_epoch()};
    return now >= last + std::chrono::days{1};
}

bool has_expired(const Subscriber& subscriber, UtcTime now) {
    return is_over(subscriber.until, now);
}

const Subscriber* find_subscriber(const Subscribers& subscribers, std::string_view name) {
    const auto found =
        std::find_if(subscribers.begin(), subscribers.end(), [&](const Subscriber& one) { return one.name == name; });
    return found == subscribers.end() ? nullptr : &*found;
}

bool is_narrowed(const Subscribers& before, const Subscribers& after) {
    return std::any_of(before.begin(), before.end(), [&](const Subscriber& was) {
        const auto* is = find_subscriber(after, was.name);
        return is == nullptr || is->public_key != was.public_key || is->until < was.until ||
               (is->network && is->network != was.network) ||
               !std::includes(is->streams.begin(), is->streams.end(), was.streams.begin(), was.streams.end());
    });
}

std::string to_string(const SubscriberError& error) {
    auto out = error.file.string();
    if (error.line != 0) out += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
    return out + ": error: " + error.message;
}

SubscribersRead parse_subscriber(std::string_view text, const std::filesystem::path& file) {
    return Reader(file).take(text);
}

SubscribersRead read_subscribers(const std::filesystem::path& folder) {
    SubscribersRead all;
    std::error_code wrong;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder, wrong), end; !wrong && at != end; at.increment(wrong)) {
        if (at->path().extension() == ".zpl") files.push_back(at->path());
    }
    if (wrong) all.errors.push_back(whole(folder, "the subscribers' folder cannot be read: " + wrong.message()));
    if (const auto mode = posix_files().mode(folder); mode && (*mode & kWritableByOthers) != 0) {
        all.errors.push_back(whole(folder, "can be changed by others: chmod it to 0755"));
    }
    if (files.size() > kSubscribersMax) all.errors.push_back(whole(folder, "holds more than 256 subscribers"));
    if (!all.errors.empty()) return all;
    std::sort(files.begin(), files.end());
    for (const auto& file : files) read_one(file, all);
    return all;
}

std::string to_zpl(const Subscriber& subscriber, std::string_view network) {
    std::string streams;
    for (const auto& stream : subscriber.streams) streams += (streams.empty() ? "" : " ") + stream;
    std::string out = "metadata\n    name = \"" + subscriber.name + "\"\n    streams = \"" + streams +
                      "\"\n    until = \"" + hometime::to_string(subscriber.until) + "\"\n    owner = \"" +
                      subscriber.owner + "\"\n";
    if (!network.empty()) out += "    network = \"" + std::string(network) + "\"\n";
    return out + "curve\n    public-key = \"" + subscriber.public_key + "\"\n";
}

bool is_subscriber_name(std::string_view name) {
    return !name.empty() && name.size() <= kNameMax && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::optional<std::pair<SchoolId, Stream>> parse_stream_prefix(std::string_view text) {
    constexpr std::string_view kWireName = "e1/";
    if (!text.starts_with(kWireName)) return std::nullopt;
    text.remove_prefix(kWireName.size());
    const auto slash = text.find('/');
    if (slash == std::string_view::npos || !text.ends_with('/') || slash + 1 == text.size()) return std::nullopt;
    const auto school = parse_school_id(text.substr(0, slash));
    const auto stream = parse_stream(text.substr(slash + 1, text.size() - slash - 2));
    if (!school || !stream) return std::nullopt;
    return std::pair{*school, *stream};
}

}  // namespace hometime::bus
