// What the one permission table may never come to say.
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/access/permissions.h"

namespace hometime {
namespace {

using enum Operation;

std::set<Operation> granted_to(Role role) {
    std::set<Operation> operations;
    for (const auto& row : permissions()) {
        if (row.role == role) operations.insert(row.operation);
    }
    return operations;
}

std::set<Role> who_may(Operation operation) {
    std::set<Role> roles;
    for (const auto& row : permissions()) {
        if (row.operation == operation) roles.insert(row.role);
    }
    return roles;
}

TEST(PermissionTable, S11_D16_APupilSeesTheirOwnPointsAndNothingElse) {
    const std::set<Operation> expected{read_points, end_session};
    EXPECT_EQ(granted_to(Role::pupil), expected);
    for (const auto& row : permissions()) {
        if (row.role == Role::pupil && row.operation == read_points) EXPECT_EQ(row.relation, Relation::self);
    }
}

TEST(PermissionTable, S6_OnlyLinkedGuardiansSendAndOnlyPartiesReply) {
    EXPECT_EQ(who_may(send_message), std::set{Role::guardian});
    for (const auto operation : {send_reply, send_reply_now}) {
        EXPECT_EQ(who_may(operation), (std::set{Role::teacher, Role::office})) << to_string(operation);
    }
    for (const auto& row : permissions()) {
        if (row.operation == send_message) EXPECT_EQ(row.relation, Relation::contact_pupil);
    }
}

TEST(PermissionTable, D13_AThreadIsReadByItsPartiesOnly) {
    for (const auto operation : {read_thread, read_message, list_threads}) {
        EXPECT_EQ(who_may(operation), (std::set{Role::guardian, Role::teacher, Role::office})) << to_string(operation);
    }
    for (const auto& row : permissions()) {
        if (row.operation != read_thread) continue;
        EXPECT_EQ(row.relation, row.role == Role::office ? Relation::office_thread : Relation::own_thread);
    }
}

TEST(PermissionTable, D13_OnlyTheLeadershipInspectsAndEveryPartyReadsTheAudit) {
    EXPECT_EQ(who_may(inspect_thread), std::set{Role::slt});
    EXPECT_EQ(who_may(read_thread_audit), (std::set{Role::guardian, Role::teacher, Role::office, Role::slt}));
    EXPECT_EQ(who_may(read_message_audit), std::set{Role::slt});
}

TEST(PermissionTable, D3_OnlyATeacherOpensTheirOwnInboxEarly) {
    EXPECT_EQ(who_may(open_inbox_early), std::set{Role::teacher});
    EXPECT_EQ(who_may(arrange_cover), (std::set{Role::slt, Role::office, Role::administrator}));
}

TEST(PermissionTable, D6_AFurtherAdultIsApprovedByTheLeadershipOrTheSafeguardingLead) {
    EXPECT_EQ(who_may(approve_adult), (std::set{Role::slt, Role::dsl}));
}

TEST(PermissionTable, S50_ReportsAreTheLeadershipsToRead) {
    for (const auto operation : {list_reports, read_report, close_report}) {
        EXPECT_EQ(who_may(operation), std::set{Role::slt}) << to_string(operation);
    }
}

TEST(PermissionTable, TheAdministratorNeitherReadsNorWritesAsAPerson) {
    const std::set<Operation> expected{
        open_school,    list_schools,    read_status,       import_roster,    read_policy,       set_policy,
        check_policy,   diff_policy,     list_staff,        grant_role,       revoke_role,       issue_staff_code,
        read_calendar,  set_term_dates,  announce_closures, withdraw_closure, schedule_training, cancel_training,
        arrange_cover,  list_covers,     end_cover,         read_key_store,   rotate_keys,       create_backup,
        list_backups,   list_views,      rebuild_views,     compare_views,    set_staff_windows, announce_evening,
        cancel_evening, explain_message, list_webhooks,     enable_webhook};
    EXPECT_EQ(granted_to(Role::administrator), expected);
}

TEST(PermissionTable, D8_NobodySetsTheQuietHoursOfATeacherButThatTeacher) {
    EXPECT_FALSE(who_may(set_quiet_hours).contains(Role::administrator));
    for (const auto& row : permissions()) {
        if (row.operation == set_quiet_hours)
            EXPECT_EQ(row.relation, Relation::school);  // The command is about oneself.
    }
}

TEST(PermissionTable, D8_NobodyJoinsAnEveningForATeacher) {
    EXPECT_EQ(who_may(join_evening), who_may(set_quiet_hours));
    EXPECT_EQ(who_may(set_own_windows), who_may(set_quiet_hours));
    for (const auto& row : permissions()) {
        if (row.operation == join_evening || row.operation == set_own_windows)
            EXPECT_EQ(row.relation, Relation::school);  // The command is about oneself.
    }
}

TEST(PermissionTable, OnlyTheSystemDelivers) {
    const std::set own{seal_digest,       record_delivery,  reschedule_held,    release_replies, escalate_concern,
                       record_new_device, seal_feed_digest, destroy_keys,       record_rotation, record_restore,
                       seal_notification, alert_duty,       settle_notification};
    for (const auto operation : own) EXPECT_EQ(who_may(operation), std::set{Role::system}) << to_string(operation);
    EXPECT_EQ(granted_to(Role::system), own);
}

/// The table once more, as somebody read it and found it right: a row that is added, changed or lost shows here.
TEST(PermissionTable, IsTheOneThatWasReadAndAgreed) {
    std::ifstream file(HOMETIME_SOURCE_DIR "/tests/access/permissions.txt");
    std::set<std::string> agreed;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line.front() != '#') agreed.insert(line);
    }
    std::set<std::string> table;
    for (const auto& row : permissions()) {
        table.insert(std::string(boost::describe::enum_to_string(row.role, "?")) + ' ' +
                     std::string(to_string(row.operation)) + ' ' + boost::describe::enum_to_string(row.relation, "?"));
    }
    for (const auto& row : table) EXPECT_TRUE(agreed.contains(row)) << "not agreed: " << row;
    for (const auto& row : agreed) EXPECT_TRUE(table.contains(row)) << "lost: " << row;
}

TEST(PermissionTable, NoRowStandsTwice) {
    const auto rows = permissions();
    EXPECT_EQ(std::set<Permission>(rows.begin(), rows.end()).size(), rows.size());
}

}  // namespace
}  // namespace hometime
