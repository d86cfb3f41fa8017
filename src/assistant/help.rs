//! What those who may do more are told: study directors and admins by `hjälp`, admins of rules that were changed.

use super::wording::Language;

/// The part of the help that is theirs alone, line by line.
#[must_use]
pub fn for_power(admin: bool, language: Language) -> Vec<String> {
    let mut lines: Vec<&str> = match language {
        Language::Swedish => vec![
            "**Som studierektor kan du också:**",
            "",
            "- **Skicka utskick.** ”skicka till alla ST-läkare i Växjö: texten”. Jag visar hur det blir och skickar först när du säger ja. Filer och bilder du skickar hit innan dess följer med",
            "- `utskick` visar dina utskick. Efteråt: ”hur gick det?”, ”vilka fick den inte?”, ”påminn dem som inte svarat”, ”ändra: …”, `dra tillbaka`",
            "- **Lägga in ST-dagar.** ”lägg in ST-dag om hud 6 maj 9–15 i Växjö, max 30 platser”, eller skicka en .ics eller .csv",
            "- ”vilka kommer på ST-dagen 6 maj?”, ”flytta ST-dagen 6 maj till 20 maj”, ”ställ in ST-dagen 6 maj”",
            "- **Läsa in personer.** Skicka en .csv-lista hit: Matrix-id; region; roll; område",
        ],
        Language::English => vec![
            "**As a study director you can also:**",
            "",
            "- **Send announcements.** “send to all residents in Växjö: the text”. I show how it will look and send only when you say yes. Files and pictures that you send here before that go along",
            "- `announcements` lists yours. Afterwards: “how did it go?”, “who did not get it?”, “remind the others”, “change: …”, `withdraw`",
            "- **Enter ST days.** “lägg in ST-dag om hud 6 maj 9–15 i Växjö, max 30 platser”, or send an .ics or .csv",
            "- “vilka kommer på ST-dagen 6 maj?”, “flytta ST-dagen 6 maj till 20 maj”, “ställ in ST-dagen 6 maj”",
            "- **Bring in people.** Send a .csv list here: Matrix id; region; role; area",
        ],
    };
    if admin {
        lines.push(match language {
            Language::Swedish => {
                "- `roller` visar vem som får vad; ”gör @namn:server till studierektor för VGR”. ”markera som tjänst” når även dem som inte vill ha utskick"
            }
            Language::English => {
                "- `roles` shows who may do what; “make @name:server studierektor for VGR”. “mark as duty” also reaches those who take no announcements"
            }
        });
    }
    lines.into_iter().map(str::to_owned).collect()
}

/// Changed rules cannot be used; for admins. A line of `problems` that is indented belongs to the one before.
#[must_use]
pub fn rules_broken(problems: &str) -> String {
    let mut told: Vec<String> = Vec::new();
    for line in problems.lines().filter(|line| !line.trim_end().ends_with("cannot be used:")) {
        let plain = line.trim().replace('`', "'");
        match told.last_mut().filter(|_| line.starts_with(' ')) {
            Some(before) => {
                before.push(' ');
                before.push_str(&plain);
            }
            None => told.push(plain),
        }
    }
    let listed = told.iter().take(20).map(|line| format!("- `{line}`")).collect::<Vec<_>>().join("\n");
    format!("⚠️ De ändrade reglerna går inte att använda, så de gamla gäller fortfarande:\n\n{listed}")
}

/// Rules that could not be used have been mended; for admins.
pub const RULES_MENDED: &str = "Nu går reglerna att använda igen. De ändrade gäller från och med nu.";
