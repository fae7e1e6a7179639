#include "models/broker/net/transport.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
using boost::system::error_code;

Transport::Transport(asio::io_context& context, std::unique_ptr<Link> link,
                     std::size_t output_limit)
    : link_(std::move(link)),
      deadline_(context),
      pause_(context),
      output_limit_(output_limit),
      input_(kLeastInput) {}

void Transport::start(Listener listener, std::chrono::nanoseconds patience) {
    listener_ = std::move(listener);
    expect_within(patience);
    link_->open([self = shared_from_this()](const error_code& error, std::size_t) {
        if (self->is_gone_) return;
        if (error) return self->drop(error);
        self->deadline_.cancel();
        self->is_open_ = true;
        self->listener_.on_opened(self->link_->peer());
        self->read();
    });
}

void Transport::expect_within(std::chrono::nanoseconds patience) {
    if (is_gone_ || is_closing_) return;
    deadline_.expires_after(patience);
    deadline_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error) return;
        self->drop(self->is_closing_ ? error_code() : error_code(asio::error::timed_out));
    });
}

void Transport::read() {
    if (is_reading_ || is_yielding_ || is_gone_ || !is_open_) return;
    if (unsent() > 2 * output_limit_) return;
    is_reading_ = true;
    link_->read(asio::buffer(input_),
                [self = shared_from_this()](const error_code& error, std::size_t size) {
                    self->after_read(error, size);
                });
}

void Transport::after_read(const error_code& error, std::size_t size) {
    is_reading_ = false;
    // A failed write may have ended us while octets lay ready here.
    if (is_gone_) return;
    if (error) return drop();
    // While closing, what still comes is thrown away: unread octets would turn the close into a
    // reset, and the peer would lose our last packet.
    if (!is_closing_) listener_.on_bytes({input_.data(), size});
    if (size == input_.size() && size < kMostInput) input_.resize(size * 2);
    read();
}

void Transport::send(std::string_view bytes) {
    if (is_gone_ || is_closing_) return;
    if (unsent() == 0) moved_ = std::chrono::steady_clock::now();
    waiting_.append(bytes);
}

void Transport::flush() {
    if (is_gone_ || !writing_.empty() || waiting_.empty()) return;
    writing_.swap(waiting_);
    moved_ = std::chrono::steady_clock::now();
    link_->write(asio::buffer(writing_),
                 [self = shared_from_this()](const error_code& error, std::size_t) {
                     self->after_write(error);
                 });
}

void Transport::after_write(const error_code& error) {
    if (is_gone_) return;
    if (error) return drop();
    moved_ = std::chrono::steady_clock::now();
    writing_.clear();
    if (writing_.capacity() > kKeptOutput) writing_.shrink_to_fit();
    if (!is_closing_) listener_.on_drained();
    flush();
    if (unsent() == 0 && is_closing_) finish();
    read();
}

bool Transport::is_crowded() const {
    return unsent() > output_limit_ / 2 && std::chrono::steady_clock::now() - moved_ < kStuck;
}

void Transport::yield_to(const std::shared_ptr<Transport>& recipient) {
    if (is_yielding_ || is_gone_) return;
    is_yielding_ = true;
    yields_until_ = std::chrono::steady_clock::now() + kMostYield;
    await(recipient);
}

void Transport::await(const std::weak_ptr<Transport>& recipient) {
    pause_.expires_after(kYieldStep);
    pause_.async_wait([self = shared_from_this(), recipient](const error_code& error) {
        if (error || self->is_gone_) return;
        const auto other = recipient.lock();
        const bool has_time = std::chrono::steady_clock::now() < self->yields_until_;
        if (has_time && other && other->is_crowded()) return self->await(recipient);
        self->is_yielding_ = false;
        self->read();
    });
}

void Transport::close() {
    if (is_gone_ || is_closing_) return;
    if (!is_open_) return drop();
    expect_within(kFarewell);
    is_closing_ = true;
    if (unsent() == 0) finish();
    read();
}

void Transport::finish() {
    link_->finish([self = shared_from_this()](const error_code&, std::size_t) {});
}

void Transport::drop(const error_code& why) {
    if (is_gone_) return;
    is_gone_ = true;
    deadline_.cancel();
    pause_.cancel();
    link_->abort();
    // The listener may hold the last reference to us.
    const Listener listener = std::move(listener_);
    if (listener.on_lost) listener.on_lost(why);
}

}  // namespace fleetsim::broker::net
