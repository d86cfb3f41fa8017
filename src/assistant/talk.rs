//! What she says to small talk: about how she is, what she keeps, and when somebody is cross with her.

use super::wording::Language;
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
