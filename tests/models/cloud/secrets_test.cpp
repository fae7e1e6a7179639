#include "models/cloud/secrets.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {

const std::vector<Secret> kSecrets = {
    {.name = "api", .value = R"({"key": "abc", "port": 8883})"},
    {.name = "api-2", .value = "plain"},
    {.name = "seed", .form = Secret::Form::Binary, .value = "aGVsbG8="},
};

std::optional<std::string> read(std::string_view id, std::string_view type,
                                std::optional<std::string_view> member = std::nullopt) {
    const Secret* secret = find_secret(kSecrets, id);
    return secret == nullptr ? "no secret" : read_secret(*secret, type, member);
}

TEST(Secrets, AJsonObjectIsGivenWholeOrByMember) {
    EXPECT_EQ(read("api", "SecretString"), R"({"key": "abc", "port": 8883})");
    EXPECT_EQ(read("api", "SecretString", "key"), R"("abc")");
    EXPECT_EQ(read("api", "SecretString", "port"), "8883");
    EXPECT_EQ(read("api", "SecretString", "host"), std::nullopt);
}

TEST(Secrets, AnotherTextIsGivenAsItIsAndHasNoMembers) {
    EXPECT_EQ(read("api-2", "SecretString"), R"("plain")");
    EXPECT_EQ(read("api-2", "SecretString", "key"), std::nullopt);
}

TEST(Secrets, BytesAreGivenInBase64) {
    EXPECT_EQ(read("seed", "SecretBinary"), R"("aGVsbG8=")");
    EXPECT_EQ(read("seed", "SecretBinary", "key"), std::nullopt);
}

TEST(Secrets, OneFormIsNotTheOther) {
    EXPECT_EQ(read("seed", "SecretString"), std::nullopt);
    EXPECT_EQ(read("api", "SecretBinary"), std::nullopt);
    EXPECT_EQ(read("api", "secretstring"), std::nullopt);
}

TEST(Secrets, AnArnMeansTheSecretItEndsWith) {
    const std::string arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    EXPECT_EQ(read(arn + "api-Ab12Cd", "SecretString", "key"), R"("abc")");
    EXPECT_EQ(read(arn + "api-2-Ab12Cd", "SecretString"), R"("plain")");
    EXPECT_EQ(read(arn + "seed", "SecretBinary"), R"("aGVsbG8=")");
    EXPECT_EQ(read(arn + "ap-Ab12Cd", "SecretString"), "no secret");
    EXPECT_EQ(read("api-Ab12Cd", "SecretString"), "no secret") << "a name has no suffix";
}

}  // namespace
}  // namespace fleetsim::cloud
