"""Common given names: before another capitalised word they make it a person's name."""

from quizapp.core.lexicon import word_set

GIVEN_NAMES = word_set(
    """
    aaron adam alan albert alex alice amy andrew angela anna anne anthony arthur barbara
    benjamin beth bill bob brian bruce carl carol catherine charles chris christine daniel david
    deborah dennis diana donald donna dorothy edward elizabeth emily emma eric ernest eva
    florence frank fred gary george grace greg hannah harry helen henry howard ian jack jacob
    james jane janet jason jean jeff jennifer jessica jim joan joe john jonathan jose joseph
    joshua juan judy julia julie karen katherine keith kelly kenneth kevin kim larry laura lee
    linda lisa louis margaret maria marie mark martha martin mary matthew maria melissa michael
    michelle mike mohamed nancy nicholas nicole nicola oliver pamela patricia patrick paul peter
    philip rachel ralph raymond rebecca richard robert roger ronald rose roy russell ruth ryan
    samuel sandra sara sarah scott sharon simon sophia stephanie stephen steve steven stuart
    susan teresa thomas tim timothy tom victoria vincent walter wayne william
    """
)
