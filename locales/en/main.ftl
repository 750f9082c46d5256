# The words of the interface, in English. A message that a template asks for and that is missing here fails a test.

skip = Skip to the main part
help-danger = In danger now?
help-call = Call 999
help-talk = Talk to us:
exit = Exit this page
exit-two = Press Shift 2 more times to exit this page
exit-one = Press Shift 1 more time to exit this page
exit-none = You are still on this page
demo = Demonstration: nobody is watching.
nav-main = Main
nav-site = This site
nav-learn = Learn
nav-course = Course
nav-now = Help now
nav-search = Search
from = From { $partnership }.
date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# Pages
home-start = Start the course
home-start-note = Free, about { $minutes } minutes, in short steps
section-learn = Understand
section-act = What to do
section-site = About this site
guidance-tab = Learn
guidance-title = Learn
guidance-lead = Short pages, in plain words. Read one tonight and one another day.
sources = Where this comes from
reviewed = Last checked by a person on
review-by = To be checked again by
pages = Pages
previous-page = Before: { $title }
next-page = Next: { $title }

# Search
search-tab = Search
search-title = Search
search-label = What are you looking for?
search-button = Search
search-found = { $count ->
    [one] 1 page for “{ $query }”
   *[other] { $count } pages for “{ $query }”
}
search-none = Nothing found for “{ $query }”
search-none-shorter = Try a shorter word. Or see
search-none-pages = all pages
search-none-ring = , or ask a person:
search-empty = Type a word first
search-empty-help = Type one or two words, such as “new phone”

# The course's overview
course-learn = What you learn
course-parts = The parts
course-start = Start
course-carry-on = Carry on where you were
course-again = Start again from the beginning
course-later = Come back later
course-kept = Your place is kept until you close the browser. To keep it longer,
course-kept-get = get a come-back code
course-kept-words = of four words. If you have one,
course-kept-use = use your code
course-kept-yes = Your place is kept under your come-back code. If you have another code,
course-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
course-done = Done
course-here = You are here
course-change = What has changed for you
course-change-words = Before, you chose what helps most in { $before } of { $all } scenes. Now you did in { $after }.
course-change-sure = You felt “{ $before }”. Now you feel “{ $after }”.
course-change-note = These are only for you. Nobody else sees them.
offline-title = Use it without internet
offline-words = The course can be kept on this phone. This leaves a trace that others who use the phone could find. “Exit this page” removes it.
offline-on = A copy of the course is on this phone. It works without internet.
offline-off = No copy is kept on this phone.
offline-wait = Keeping a copy. This takes a moment.
offline-fail = That did not work. Try again when the internet is better.
offline-start = Keep a copy on this phone
offline-stop = Remove the copy
offline-sorry = This page is not on your phone, and there is no internet just now.

# A step
step-tab = { $tab }, step { $step }
step-where = Part { $part } of { $parts } · Step { $step } of { $steps } · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
step-where-later = Step { $step } of { $steps } · about { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
step-next = Next
step-go-on = Go on
step-again = Try again
step-think-again = Think again
step-story-again = Start the story again
step-back = Back
step-submit = See what helps
step-submit-sure = Go on
step-submit-scene = See what happens
step-choose = Choose
step-chose = You chose:
step-error = One more thing
error-in-tab = Error: { $tab }
none-choice = Choose the answer that seems best to you
none-several = Choose at least one
none-spot = Choose at least one moment of the day
none-sort = Choose a group for at least one of them
none-order = Choose a place for at least one of them
none-match = Choose a pair for at least one of them
none-confidence = Choose how sure you feel
none-scene = Choose what you do
place-1 = 1st
place-2 = 2nd
place-3 = 3rd
place-4 = 4th
place-5 = 5th
place-6 = 6th
place-7 = 7th
place-8 = 8th
feedback = What helps
feedback-scene = What happens next
choice-right = That is what helps most
choice-other = Many parents would choose that
confidence-right = Thank you
several-right = You picked all that belong
several-other = Here is how we see it
several-hit = Helps – you picked it
several-miss = Helps – you left it
several-extra = Does not help – you picked it
several-left = Does not help – you left it
spot-right = You spotted all of it
spot-other = Here is how we see the day
spot-hit = Worth noticing – you spotted it
spot-miss = Worth noticing – you left it
spot-extra = Ordinary – you picked it
spot-left = Ordinary – you left it
sort-right = You sorted them as we would
sort-other = Here is how we see it
place-yes = { $right } – you said so too
place-no = { $right } – you said: { $yours }
place-blank = { $right } – you left it open
order-right = A good order
order-other = Here is an order that helps
order-up = Up
order-down = Down
match-right = They go together like that
match-other = Here is how they go together
write-note = What you write stays on this page. Nothing is sent or kept.
print-menu = To print this page, use the menu of your browser, and choose Print.
print-plan = Print this page

# Come back with a code
keep-title = Get a come-back code
keep-lead = Four words bring you back to your place, on any phone, for { $days } days.
keep-words = We keep your place and your answers under the code, and nothing about you. Without the code nobody can find them, not even us.
keep-note = Whoever has the words can see your answers. Keep them where only you look.
keep-button = Make a code
keep-back = Back to the course
kept-title = Your come-back code
kept-lead = Write these four words down, in this order. We cannot show them again.
kept-words = To come back, open the course and choose “use your code”. It works until
kept-on = Carry on
resume-title = Use your code
resume-lead = Type the four words. Small or large letters, it makes no difference.
resume-label = Your four words
resume-button = Carry on
resume-lost = Lost it? Nobody can find it for you, but you can
resume-lost-start = start again
resume-lost-end = . Nothing is lost but your place.
resume-unknown = We did not find that code
resume-check = Check each word, and their order
resume-check-end = . A code lasts { $days } days.
resume-word = The word “{ $word }” is not one of ours. Did you mean “{ $near }”?
resume-count = A code has four words

# The certificate
certificate-title = A page to keep
certificate-words = You have taken the course. If you want it on paper, put your name on it and print it. Your name stays on this page. It is not sent, and not kept.
certificate-name = Your name
certificate-say = This is to say that
certificate-taken = has taken the course
certificate-from = { $site }, for { $partnership }. About { $minutes } minutes.
certificate-paper = To print this page, use the menu of your browser, and choose Print. Then write your name on the line.
certificate-later = In a month: { $title }

# What went wrong
error-help = If you need a person, ring
error-danger = If someone is in danger now, ring
error-first = first page
error-go = Go to the
error-or = , or
error-search = search
error-reference = Reference: { $reference }
not-found-title = That page is not here
not-found-words = The address may have changed, or a letter may be missing. You did nothing wrong.
method-title = That did not work
method-words = This page cannot be used in that way. Go back, and try once more.
too-large-title = That was too much to send
too-large-words = What was sent is longer than this page takes. Nothing you did before is lost. Go back, and try once more.
cross-site-title = That came from another site
cross-site-words = For your safety, this page takes answers from this site alone. Open the page here, and try once more.
bad-request-title = We could not read that
bad-request-words = What was sent did not arrive in one piece. Go back, and try once more.
internal-title = Something went wrong here
internal-words = It is our fault, not yours. Nothing you did before is lost. Try once more in a minute.
