#include "models/broker/core/authenticator.hpp"

namespace fleetsim::broker::core {

namespace {

class Challenge final : public AuthExchange {
  public:
    Challenge(std::string number, const std::string& secret)
        : number_(std::move(number)), wanted_(secret + ":" + number_) {}

    AuthStep answer(std::string_view bytes) override {
        if (!is_asked_) {
            is_asked_ = true;
            return {Verdict::Continue, number_};
        }
        return {bytes == wanted_ ? Verdict::Accept : Verdict::Reject};
    }

  private:
    std::string number_;
    std::string wanted_;
    bool is_asked_ = false;
};

}  // namespace

std::unique_ptr<AuthExchange> ChallengeAuthenticator::begin(std::string_view method,
                                                            std::string_view) {
    if (method != kMethod) return nullptr;
    return std::make_unique<Challenge>(std::to_string(++last_number_), secret_);
}

}  // namespace fleetsim::broker::core
