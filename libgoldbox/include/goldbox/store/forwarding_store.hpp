#pragma once
// SPDX-License-Identifier: MIT

#include <goldbox/store/store.hpp>

namespace goldbox::store {

/// Passes every call on to another store, which it does not own. Derive from it to change a few of them: to watch what
/// is appended, to encrypt texts, to fail on purpose in a test.
class ForwardingStore : public Store {
public:
    explicit ForwardingStore(Store& inner) : inner_(inner) {}

    [[nodiscard]] Result<void> create_game(const GameInfo& game) override { return inner_.create_game(game); }
    [[nodiscard]] Result<GameInfo> find_game(std::string_view id) override { return inner_.find_game(id); }
    [[nodiscard]] Result<GameInfo> find_game_named(std::string_view name) override
    {
        return inner_.find_game_named(name);
    }
    [[nodiscard]] Result<std::vector<GameInfo>> list_games() override { return inner_.list_games(); }
    [[nodiscard]] Result<void> remove_game(std::string_view id) override { return inner_.remove_game(id); }
    [[nodiscard]] Result<Epoch> take_over(std::string_view game) override { return inner_.take_over(game); }
    [[nodiscard]] std::vector<Result<void>> append(std::span<const Batch> batches, Timestamp now) override
    {
        return inner_.append(batches, now);
    }
    [[nodiscard]] Result<std::vector<Record>> read(std::string_view game, Seq from, std::size_t most,
                                                   std::size_t most_bytes) override
    {
        return inner_.read(game, from, most, most_bytes);
    }
    [[nodiscard]] Result<std::optional<Receipt>> find_receipt(std::string_view game, std::string_view seat,
                                                              std::string_view command_id, const Hash& payload) override
    {
        return inner_.find_receipt(game, seat, command_id, payload);
    }
    [[nodiscard]] Result<std::size_t> expire_receipts(Timestamp before) override
    {
        return inner_.expire_receipts(before);
    }
    [[nodiscard]] Result<std::vector<Text>> read_texts(std::string_view game) override
    {
        return inner_.read_texts(game);
    }
    [[nodiscard]] Result<std::size_t> erase_texts(std::string_view game, std::string_view seat) override
    {
        return inner_.erase_texts(game, seat);
    }
    [[nodiscard]] Result<void> put_snapshot(const Snapshot& snapshot) override { return inner_.put_snapshot(snapshot); }
    [[nodiscard]] Result<std::optional<Snapshot>> find_snapshot(std::string_view game, Seq at_most) override
    {
        return inner_.find_snapshot(game, at_most);
    }
    [[nodiscard]] Result<void> put_pack(const Hash& hash, std::string_view image) override
    {
        return inner_.put_pack(hash, image);
    }
    [[nodiscard]] Result<std::string> read_pack(const Hash& hash) override { return inner_.read_pack(hash); }
    [[nodiscard]] Result<std::vector<Job>> claim_jobs(std::string_view game, Timestamp now, Timestamp until,
                                                      std::size_t most) override
    {
        return inner_.claim_jobs(game, now, until, most);
    }
    [[nodiscard]] Result<std::vector<Job>> list_jobs(std::string_view game) override { return inner_.list_jobs(game); }

private:
    Store& inner_;
};

} // namespace goldbox::store
