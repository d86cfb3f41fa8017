//! What runs all the time goes by an index, however much lies in the tables.

use std::time::Instant;

use crate::bench::{Bench, at, offered, on_both};

on_both!(frequent_statements_use_indexes);

/// Many rows of each kind: sent long ago, announcements that are to be sent, some at a later time,
/// with buttons that wait, and reminders, few of them due.
async fn fill(bench: &Bench) {
    let number = if bench.is_sqlite() {
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)"
    } else {
        "WITH n(n) AS (SELECT generate_series(1, 20000)::bigint)"
    };
    let row = |id: &str, sequence: &str, state: &str, priority: u8, not_before: i64| {
        format!(
            "{number} INSERT INTO outbox (id, sequence, state, kind, priority, lane, target_room, content, not_before, attempts, \
             standing, created_at, changed_at) SELECT '{id}' || n, {sequence}, '{state}', 'text', {priority}, '!rum' || n, \
             '!rum' || n, '{{\"Text\":{{\"plain\":\"hej\",\"html\":null,\"ping\":false,\"mentions\":[],\"reply_to\":null,\"thread\":null}}}}', \
             {not_before}, 0, TRUE, 0, 0 FROM n;"
        )
    };
    let later = at(10_000).as_millisecond();
    let statements = [
        row("sent", "n", "sent", 0, 0),
        row("button", "n + 20000", "waiting", 2, 0),
        row("later", "n + 40000", "pending", 1, later),
        row("now", "n + 60000", "pending", 3, 0),
        format!(
            "{number} INSERT INTO reminder (id, person, room, event, active, next_at, changed_at, document) \
             SELECT 'r' || n, '@p' || (n % 500), '!rum', '$e' || n, TRUE, {} + n * 1000, 0, '{{}}' FROM n;",
            at(-5).as_millisecond()
        ),
        "ANALYZE;".to_owned(),
    ];
    bench.sql(&statements.concat()).await;
}

async fn frequent_statements_use_indexes(bench: &Bench) {
    let store = bench.open().await;
    for analyzed in [false, true] {
        if analyzed {
            fill(bench).await;
        }
        // Without statistics SQLite must find the same way; PostgreSQL reads an empty table as it likes.
        if !analyzed && !bench.is_sqlite() {
            continue;
        }
        let plans = store.plans(at(0)).await.expect("explained");
        assert_eq!(plans.len(), 4);
        for (name, plan) in plans {
            for line in plan.lines() {
                // The lease is one row, which needs no index.
                let scans = (line.contains("Seq Scan") && !line.contains("on lease"))
                    || (line.trim_start().starts_with("SCAN") && !line.contains("USING"));
                assert!(!scans && !line.contains("TEMP B-TREE"), "{name} (analyzed: {analyzed}) goes through everything:\n{plan}");
            }
            if name == "outgoing" && bench.is_sqlite() {
                assert!(plan.contains("outbox_ready") && plan.contains("outbox_lane"), "{plan}");
            }
        }
    }
    let began = Instant::now();
    assert_eq!(offered(&store, at(0)).await.len(), 100);
    assert_eq!(store.next_due().await.expect("read"), Some(at(-4)));
    // Generous, since the tests share the machine; a scan of everything with a search for each row
    // would take far longer.
    assert!(began.elapsed().as_millis() < 2000, "{:?}", began.elapsed());
}
