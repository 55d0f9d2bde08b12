# Formats that begin with an equals sign, which is their fill.
name, count, x = 'net', 3, 5


def banner(text, width=20):
    return f"{text:=^{width}}|{text!r:=>{width}}"


print(f"{name:=^20}")
print(f"{'x':=<10}|{count:=+5}|{name!r:=^9}")
print(banner('layers'), banner('', 4))
print(f'''{name:=^9}
{count:=05}''', f"{x:=5}", f"{x:=^5}{x:=^3}")
print(rf"\d{name:=>6}", F"{{}}{name:=<6}{{:=}}")
print(f"{(y := 7)}", y, f"{x=}", f"{x=:=^6}", f"{x:{'='}^5}")
print("{:=^9}".format(name), format(name, '=>5'), "not f: {name:=^5}")
print(f"{name:=^20}" f"{name:-^7}" "{:=}")
print(f"{ {'a': 1}['a'] :=^5}", f"{[1, 2][1]:=^5}", f"{name.upper():=^9}")
