# String textwrap.
import string, textwrap
t = string.Template('$who likes ${what} $$5')
print(t.substitute(who='tim', what='kung pao'), t.safe_substitute(who='x'))
try: t.substitute(who='a')
except KeyError as e: print('KeyError', e)
print(string.ascii_lowercase, string.ascii_letters[-3:], string.digits, string.punctuation, string.hexdigits)
print(string.whitespace == ' \t\n\r\x0b\x0c', string.capwords('hello world'))
print(string.Formatter().format('{0} {a}', 1, a=2))
print(textwrap.dedent('\n    a\n      b\n    c'), textwrap.indent('a\nb\n\nc', '> '), textwrap.wrap('the quick brown fox jumps',
    10), textwrap.fill('aaa bbb ccc ddd', 7), textwrap.shorten('hello world foo', 11),
    sep='|')
