//! How she is, for whoever asks.

use jiff::SignedDuration;

use super::{turn::Turn, wording::Language};

/// The age of the last sync, whether her device is signed, what waits, her version.
pub fn describe(turn: &Turn<'_>) -> String {
    let health = &turn.world.health;
    let swedish = turn.language() == Language::Swedish;
    let pick = |sv: &str, en: &str| if swedish { sv.to_owned() } else { en.to_owned() };
    let mut lines = vec![pick("**Så här mår jag:**", "**How I am:**"), String::new()];
    if let Some(last) = health.last_sync {
        let age = turn.now.duration_since(last).max(SignedDuration::ZERO).as_secs();
        lines.push(format!("- {}: {age} s", pick("hörde senast från servern för", "last heard from the server")));
    }
    if let Some(signed) = health.device_signed {
        let value = match (signed, swedish) {
            (true, true) => "verifierad ✅",
            (false, true) => "inte verifierad ⚠️",
            (true, false) => "verified ✅",
            (false, false) => "not verified ⚠️",
        };
        lines.push(format!("- {}: {value}", pick("min enhet är", "my device is")));
    }
    lines.push(format!("- {}: {}", pick("meddelanden på väg ut", "messages waiting to be sent"), health.waiting));
    if let Some(next) = turn.facts.reminders.iter().filter_map(|reminder| reminder.next_at).min() {
        let local = next.to_zoned(turn.zone());
        lines.push(format!("- {}: {}", pick("din nästa påminnelse", "your next reminder"), local.strftime("%Y-%m-%d %H:%M")));
    }
    lines.push(format!("- {}: {}", pick("regler", "rules"), turn.world.knowledge.rules.len()));
    lines.push(format!("- version {}", env!("CARGO_PKG_VERSION")));
    lines.join("\n")
}
