//! What she says to small talk: about how she is, what she keeps, when somebody is cross with her, and when somebody is
//! in distress.

use super::wording::Language;
use crate::command::fold;
use crate::knowledge::understand::SmallTalk;

/// What she says, in Swedish and English; `None` for the kinds that say more than a line.
#[must_use]
pub fn line(talk: SmallTalk, language: Language) -> Option<&'static str> {
    let (swedish, english) = match talk {
        SmallTalk::Mood => ("Tack, bara bra! Vad undrar du om ST?", "I'm fine, thank you! What would you like to know about ST?"),
        SmallTalk::Night => ("God natt, sov gott!", "Good night, sleep well!"),
        SmallTalk::Chat => ("🙂", "🙂"),
        SmallTalk::Pity => ("Jag förstår. Säg till om du undrar något mer.", "I see. Let me know if there is anything else."),
        SmallTalk::Apology => ("Ingen fara!", "No worries!"),
        SmallTalk::Stop => (
            "Okej, jag är tyst. Jag svarar bara när någon skriver till mig. *Inga utskick* stoppar utskicken, och *påminnelser* visar det du har bett mig påminna om.",
            "All right, I'll be quiet. I only answer when I'm written to. *No announcements* stops the announcements, and *reminders* lists what you asked to be reminded of.",
        ),
        SmallTalk::Complaint => (
            "Ledsen att det inte blev till hjälp. Skriv gärna frågan med andra ord, så försöker jag igen. 👎 under svaret gör att det blir sett.",
            "Sorry that it didn't help. Put the question in other words and I'll try again. 👎 under the answer makes sure it gets noticed.",
        ),
        SmallTalk::Privacy => (
            "Jag berättar inte för någon vad du skriver till mig, inte heller för din chef. I ett grupprum ser förstås alla i rummet det. Men svarar du på en ST-dag eller ett utskick ser studierektorn eller den som skickade ditt svar, din 👍 och om det är läst.\n\nEn fråga som jag inte kan svara på sparas en tid utan ditt namn, så att reglerna kan bli bättre; tar du bort den försvinner den. Annars sparar jag bara det jag behöver för att hjälpa dig, som region, påminnelser och plan. *Mina uppgifter* visar det, *glöm mig* tar bort det.",
            "I tell nobody what you write to me, your manager included. In a group room everybody there sees it, of course. But when you answer an ST day or an announcement, the study director or whoever sent it sees your answer, your 👍 and whether it was read.\n\nA question that I can't answer is kept for a time without your name, so that the rules can get better; delete it and it is gone. Otherwise I only keep what I need to help you, such as your region, reminders and plan. *My data* shows it, *forget me* deletes it.",
        ),
        _ => return None,
    };
    Some(match language {
        Language::Swedish => swedish,
        Language::English => english,
    })
}

/// What somebody says who may be in danger, folded, wherever it stands.
const DANGER: &[&str] = &[
    "ta livet av mig",
    "tar livet av mig",
    "ta mitt liv",
    "ta mitt eget liv",
    "jag vill do",
    "vill jag do",
    "jag vill bara do",
    "jag vill inte leva",
    "jag orkar inte leva",
    "vill inte leva langre",
    "skada mig sjalv",
    "skadar mig sjalv",
    "bega sjalvmord",
    "jag har sjalvmordstankar",
    "jag ar suicidal",
    "kill myself",
    "killing myself",
    "i want to die",
    "end my life",
    "hurt myself",
    "i am suicidal",
    "i'm suicidal",
    "i don't want to live",
];

/// What somebody says who is not well; with a question mark it may be about a rule.
const UNWELL: &[&str] = &[
    "jag orkar inte mer",
    "jag orkar inte langre",
    "orkar inte med det har langre",
    "jag mar daligt",
    "jag mar sa daligt",
    "jag mar skit",
    "jag mar jattedaligt",
    "jag mar piss",
    "jag ar deprimerad",
    "jag ar helt slut",
    "jag gar sonder",
    "jag har angest",
    "jag har panikangest",
    "i can't take it anymore",
    "i can't go on",
    "i am depressed",
    "i'm depressed",
    "i feel terrible",
];

/// Whether somebody says of themselves that they are in danger or cannot go on.
#[must_use]
pub fn tells_of_distress(text: &str) -> bool {
    let told = format!(" {} ", fold(text));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| told.contains(&format!(" {phrase} ")));
    says(DANGER) || (!text.contains('?') && says(UNWELL))
}

/// What she says to that: whom to turn to.
#[must_use]
pub fn comfort(language: Language) -> &'static str {
    match language {
        Language::Swedish => {
            "Det låter tungt, och du ska inte behöva bära det ensam. Är det fara för liv: ring **112** nu. Annars finns **1177**, och Minds självmordslinje på **90101** eller mind.se.\n\nPå jobbet kan du vända dig till din handledare, din chef eller företagshälsovården. Jag är bara en robot, men frågorna om ST tar vi när du orkar."
        }
        Language::English => {
            "That sounds hard, and you shouldn't have to carry it alone. If a life is in danger, call **112** now. Otherwise there is **1177**, and Mind's suicide helpline at **90101** or mind.se.\n\nAt work you can turn to your supervisor, your manager or the occupational health service (*företagshälsovården*). I'm only a bot, but the questions about ST can wait until you are up to it."
        }
    }
}

/// What she says to what has nothing to do with work.
#[must_use]
pub fn unrelated(language: Language) -> String {
    match language {
        Language::Swedish => "Det ligger utanför det jag kan: jag svarar bara på frågor om reglerna för ST.",
        Language::English => "That is outside what I know: I only answer questions about the rules of ST.",
    }
    .to_owned()
}

/// None of the offered rules was meant; the question is remembered.
#[must_use]
pub fn none_of_them(language: Language) -> String {
    match language {
        Language::Swedish => {
            "Då förstod jag inte riktigt. Skriv gärna frågan med andra ord. Jag sparar den utan ditt namn, så att den kan få ett svar här längre fram."
        }
        Language::English => {
            "Then I didn't quite get it. Try other words. I'll save the question, without your name, so that it can be answered here later."
        }
    }
    .to_owned()
}

/// A question that only another region answers is remembered as one that is not answered here.
#[must_use]
pub fn kept(language: Language) -> &'static str {
    match language {
        Language::Swedish => "Jag sparar frågan utan ditt namn, så att det syns att svaret saknas här.",
        Language::English => "I'll save the question, without your name, so that it shows that the answer is missing here.",
    }
}
