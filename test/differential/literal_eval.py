import ast

for text in ['1', '-2.5', "'a'", '[1, (2, 3), {"k": None}]', 'True', '{1, 2}', ' (1,)', 'set()', '{}', '1_000']:
    print(text, repr(ast.literal_eval(text)))
for text in ['resnet', 'f(1)', '1 +', 'a.b', '']:
    try:
        print(ast.literal_eval(text))
    except (ValueError, SyntaxError) as error:
        print(type(error).__name__)
