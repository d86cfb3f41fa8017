//! Whole messages about announcements that have one meaning.

use super::request::{Ask, First};

/// What a whole message without its number means, given the number.
pub(super) type Meaning = fn(Option<usize>) -> Ask;

/// Whole messages with one meaning, in their folded forms, without the number at their end.
pub(super) const FIXED: &[(&[&str], Meaning)] = &[
    (
        &[
            "utskick",
            "mina utskick",
            "visa utskick",
            "visa mina utskick",
            "vad har jag skickat",
            "vilka utskick har jag",
            "utskicken",
            "lista utskick",
            "announcements",
            "my announcements",
            "announcement",
        ],
        |number| number.map_or(Ask::List, Ask::Show),
    ),
    (
        &[
            "nytt utskick",
            "gor ett utskick",
            "skapa utskick",
            "jag vill gora ett utskick",
            "jag vill skicka ett utskick",
            "new announcement",
        ],
        |_| Ask::Announce(First::default()),
    ),
    (
        &[
            "avbryt",
            "avbryt utskick",
            "avbryt utskicket",
            "stoppa",
            "stopp",
            "stoppa utskick",
            "stoppa utskicket",
            "sluta skicka",
            "ta bort utkastet",
            "kasta utkastet",
            "slang utkastet",
            "cancel",
            "stop",
            "cancel announcement",
            "cancel the announcement",
        ],
        |number| Ask::Cancel(number),
    ),
    (
        &[
            "dra tillbaka",
            "dra tillbaka utskick",
            "dra tillbaka utskicket",
            "aterkalla",
            "aterkalla utskick",
            "aterkalla utskicket",
            "ta tillbaka utskicket",
            "radera utskick",
            "radera utskicket",
            "ta bort utskick",
            "ta bort utskicket",
            "dra tillbaka det",
            "dra tillbaka den",
            "withdraw",
            "withdraw it",
            "take it back",
            "withdraw announcement",
            "recall",
        ],
        |number| Ask::Withdraw(number),
    ),
    (
        &[
            "skicka till mig forst",
            "skicka den till mig forst",
            "skicka det till mig forst",
            "till mig forst",
            "provskicka",
            "skicka ett prov",
            "visa hur det blir",
            "send it to me first",
            "send to me first",
            "proof",
        ],
        |_| Ask::Proof,
    ),
    (
        &[
            "vilka fick den inte",
            "vilka fick det inte",
            "vilka fick inte",
            "vem fick den inte",
            "vem fick det inte",
            "vilka fick inte utskicket",
            "vilka nadde du inte",
            "vilka gick det inte till",
            "vilka fick inte meddelandet",
            "vem fick inte utskicket",
            "who did not get it",
            "who didn t get it",
        ],
        |_| Ask::Missing,
    ),
    (
        &[
            "vilka har inte svarat",
            "vilka har inte last",
            "vem har inte svarat",
            "vilka svarade inte",
            "vilka har inte reagerat",
            "who has not answered",
            "who hasn t answered",
        ],
        |_| Ask::Silent,
    ),
    (
        &[
            "vilka fick det",
            "vilka fick den",
            "vilka fick utskicket",
            "vilka har fatt det",
            "vilka har fatt den",
            "vem fick det",
            "vem har fatt det",
            "who got it",
            "who has got it",
        ],
        |_| Ask::Got,
    ),
    (
        &[
            "vilka har last",
            "vilka har last det",
            "vilka har last den",
            "vilka har last utskicket",
            "vilka laste",
            "vilka laste det",
            "vem har last",
            "vem har last det",
            "vilka har sett det",
            "who has read it",
            "who has read",
            "who read it",
        ],
        |_| Ask::Readers,
    ),
    (
        &[
            "rapport",
            "rapporten",
            "visa rapport",
            "visa rapporten",
            "hur gick det",
            "hur gar det",
            "hur gick utskicket",
            "hur gar utskicket",
            "hur langt har du kommit",
            "hur manga har last",
            "hur manga har last det",
            "hur manga har svarat",
            "report",
            "how did it go",
        ],
        |number| number.map_or(Ask::Report, Ask::Show),
    ),
    (
        &[
            "rapport som fil",
            "rapporten som fil",
            "rapport csv",
            "rapport som csv",
            "rapporten som csv",
            "csv",
            "skicka rapporten",
            "skicka rapporten som csv",
            "skicka rapporten som fil",
            "skicka rapporten som excel",
            "rapporten som excel",
            "rapport i excel",
            "exportera rapporten",
            "report as csv",
            "report as a file",
        ],
        |_| Ask::Csv,
    ),
    (&["forsok igen", "forsok igen med dem", "prova igen", "prova igen med dem", "testa igen", "try again", "try them again"], |_| {
        Ask::Retry
    }),
    (
        &[
            "paminn dem som inte svarat",
            "paminn de som inte svarat",
            "paminn dom som inte svarat",
            "paminn dem som inte har svarat",
            "paminn de som inte har svarat",
            "paminn dem som inte last",
            "paminn dem som inte har last",
            "paminn de som inte har last",
            "paminn de som inte last",
            "paminn dom som inte last",
            "paminn dom som inte har last",
            "paminn de andra",
            "paminn ovriga",
            "remind those who have not answered",
            "remind the others",
        ],
        |_| Ask::Nudge,
    ),
    (
        &[
            "markera som tjanst",
            "markera som viktigt",
            "det ar obligatoriskt",
            "gor det obligatoriskt",
            "gor den obligatorisk",
            "gor utskicket obligatoriskt",
            "markera som obligatoriskt",
            "tjansteutskick",
            "obligatoriskt",
            "mark as duty",
            "duty",
        ],
        |_| Ask::Duty(true),
    ),
    (
        &[
            "utan bilaga",
            "utan bilagan",
            "utan bilagor",
            "utan bilagorna",
            "utan filen",
            "utan bilden",
            "ta bort bilaga",
            "ta bort bilagan",
            "ta bort bilagorna",
            "ta bort filen",
            "ta bort bilden",
            "skippa bilagan",
            "without attachment",
            "without the attachment",
            "without attachments",
            "remove the attachment",
        ],
        |number| Ask::Detach(number),
    ),
    (
        &[
            "bifoga",
            "bifoga den",
            "bifoga filen",
            "bifoga den har",
            "som bilaga",
            "det ar en bilaga",
            "den ar en bilaga",
            "den ska med",
            "filen ska med",
            "skicka med den",
            "skicka med filen",
            "ta med filen",
            "attach",
            "attach it",
            "attach the file",
            "it is an attachment",
        ],
        |_| Ask::Attach,
    ),
    (
        &[
            "hur manga far den",
            "hur manga far det",
            "hur manga blir det",
            "hur manga gar det till",
            "vilka far den",
            "vilka far det",
            "vilka gar det till",
            "till vilka gar det",
            "how many get it",
            "who gets it",
        ],
        |_| Ask::Reach,
    ),
    (
        &[
            "angra rattelsen",
            "ta tillbaka rattelsen",
            "ta bort rattelsen",
            "dra tillbaka rattelsen",
            "angra andringen",
            "undo the correction",
            "take the correction back",
        ],
        |_| Ask::Restore,
    ),
    (&["inte tjanst", "inte obligatoriskt", "not duty"], |_| Ask::Duty(false)),
];

/// "påminn alla som inte har svarat", "skicka en påminnelse till dem som inte läst".
pub(super) fn nudging(words: &[&str]) -> bool {
    let said = words.join(" ");
    let begins = [
        "paminn ",
        "paminna ",
        "skicka en paminnelse till ",
        "skicka paminnelse till ",
        "skicka igen till ",
        "remind ",
        "send a reminder to ",
    ];
    let silent = [
        "inte svarat",
        "inte har svarat",
        "inte last",
        "inte har last",
        "inte reagerat",
        "not answered",
        "not replied",
        "not read",
        "haven t answered",
        "haven t replied",
        "haven t read",
    ];
    words.len() <= 10
        && begins.iter().any(|start| said.starts_with(start))
        && silent.iter().any(|silent| said.contains(silent))
        && !words.iter().any(|word| matches!(*word, "mig" | "me") || word.starts_with("st-dag"))
}

/// Whether a word names what every ST day has, and not a piece of a text.
pub(super) fn is_field(word: &str) -> bool {
    is_title(word)
        || matches!(
            word,
            "plats" | "platsen" | "lokal" | "lokalen" | "sal" | "salen" | "rum" | "rummet" | "ort" | "orten" | "place" | "room" | "venue"
        )
}

/// Whether a word names the title.
pub(super) fn is_title(word: &str) -> bool {
    matches!(word, "titel" | "titeln" | "rubrik" | "rubriken" | "tema" | "temat" | "title" | "topic")
}
