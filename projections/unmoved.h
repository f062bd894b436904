// The facts that a fold leaves alone, named one by one.
#pragma once

namespace hometime {

namespace detail {
template <class E>
struct Unmove {
    void operator()(const E&) const {}
};
}  // namespace detail

/// Part of an `overloaded` visitor: these facts change nothing. There is no catch-all, so a new fact does not
/// compile until every fold has answered it.
template <class... Es>
struct Unmoved : detail::Unmove<Es>... {
    using detail::Unmove<Es>::operator()...;
};

}  // namespace hometime
