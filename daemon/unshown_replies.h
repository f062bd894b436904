// Replies of commands that were decided and that the log does not show yet: a retry finds its first reply here.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "eventstore/log.h"

namespace hometime {

/// One thread only. Batches are numbered upwards from 1.
class UnshownReplies {
public:
    /// Null: not among these. Valid until shown().
    [[nodiscard]] const StoredReply* find(const ReplyKey& key) const {
        const auto found = replies_.find(key);
        return found == replies_.end() ? nullptr : &found->second;
    }
    void add(std::uint64_t batch, const ReplyKey& key, StoredReply reply) {
        replies_.emplace(key, std::move(reply));
        order_.emplace_back(batch, key);
    }
    /// The log now shows all batches up to `batch`.
    void shown(std::uint64_t batch) {
        for (; !order_.empty() && order_.front().first <= batch; order_.pop_front()) {
            replies_.erase(order_.front().second);
        }
    }

private:
    std::map<ReplyKey, StoredReply> replies_;
    std::deque<std::pair<std::uint64_t, ReplyKey>> order_;
};

}  // namespace hometime
