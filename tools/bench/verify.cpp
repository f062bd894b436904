#include "tools/bench/verify.h"

#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "eventstore/audit.h"
#include "eventstore/data_folder.h"
#include "tools/audit/verify.h"
#include "tools/bench/bench_school.h"
#include "tools/bench/ceiling.h"

namespace hometime::bench {

namespace {

constexpr std::size_t kWriters = 256;
constexpr std::size_t kMessagesADay = 2'000;
/// What SHA-256 is fed at once when its own speed is measured. Unit: bytes.
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

template <class Work>
double seconds(Work work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::uint64_t bytes_of(const std::filesystem::path& folder, SchoolId school) {
    const auto audit = open_for_audit(folder);
    if (!audit) throw std::runtime_error(audit.error().detail);
    std::uint64_t bytes = 0;
    const auto scanned = audit->log->scan_frames(school, Sequence{1}, [&](Sequence, std::string_view frame) {
        bytes += frame.size();
        return true;
    });
    if (!scanned) throw std::runtime_error(scanned.error().detail);
    return bytes;
}

/// Seconds for so many bytes in one stream, which need not be read from anywhere.
double hash_stream(std::uint64_t bytes) {
    const std::vector<unsigned char> piece(kPieceBytes, 0x5A);
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    return seconds([&] {
        bool good = EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
        for (auto left = bytes; good && left > 0;) {
            const auto now = std::min<std::uint64_t>(left, piece.size());
            good = EVP_DigestUpdate(context.get(), piece.data(), now) == 1;
            left -= now;
        }
        unsigned char hash[EVP_MAX_MD_SIZE];
        if (!good || EVP_DigestFinal_ex(context.get(), hash, nullptr) != 1) throw std::runtime_error("SHA-256 failed");
    });
}

double verify_once(const std::filesystem::path& folder, bool log_only) {
    return seconds([&] {
        tools::VerifyOptions options;
        options.log_only = log_only;
        const auto report = tools::verify(folder, options);
        if (!report) throw std::runtime_error(report.error().detail);
        if (!report->difference.empty()) throw std::runtime_error(report->difference);
    });
}

}  // namespace

VerifyRates measure_verify(const std::filesystem::path& scratch, std::uint64_t records, int rounds) {
    const auto folder = scratch / "verify";
    std::filesystem::remove_all(folder);
    VerifyRates rates;
    SchoolId school;
    {
        BenchSchool written(folder, kWriters);
        school = written.school();
        while (written.records() < records) written.live_a_day(kMessagesADay);
        rates.records = written.records();
    }
    const auto log = DataFolder{folder}.log();
    flush_all(log);
    const auto bytes = bytes_of(folder, school);
    rates.record_bytes = static_cast<double>(bytes) / static_cast<double>(rates.records);
    std::vector<double> scans, hashes, logs, wholes;
    for (int round = 0; round < rounds; ++round) {
        std::uint64_t scanned = 0;
        scans.push_back(scan_records(log, scanned));
        hashes.push_back(hash_stream(bytes));
        logs.push_back(verify_once(folder, true));
        wholes.push_back(verify_once(folder, false));
    }
    const auto rate = [&](const std::vector<double>& took) {
        return static_cast<double>(rates.records) / median(took);
    };
    rates.bare_scan = rate(scans);
    rates.sha256 = rate(hashes);
    rates.log_only = rate(logs);
    rates.whole = rate(wholes);
    std::filesystem::remove_all(folder);
    return rates;
}

}  // namespace hometime::bench
