// The body of an answer that goes on: an event stream, asked for its next events again and again.
#pragma once

#include <cstdint>
#include <string>

namespace hometime::http {

/// What stands behind one open stream. The server asks; between two questions the stream holds no thread.
class EventSource {
public:
    enum class Then : std::uint8_t {
        wait,      ///< ask again when ready(), and after a while in any case
        go_on,     ///< there is more: ask again at once
        end_here,  ///< close the stream once the bytes are out
    };
    struct Chunk {
        std::string bytes;  ///< whole events; a peer that is slow has never more than one chunk waiting for it
        Then then = Then::wait;
    };

    virtual ~EventSource() = default;
    /// Whether next() would find something. Quick; on the network thread.
    [[nodiscard]] virtual bool ready() const = 0;
    /// The next events, and whether the stream may go on at all. On a worker thread, one call at a time. May throw: the
    /// stream then ends, and its reader comes back for the rest.
    [[nodiscard]] virtual Chunk next() = 0;
};

}  // namespace hometime::http
