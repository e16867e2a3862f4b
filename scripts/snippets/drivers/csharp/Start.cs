using System;
using System.Reflection;
using System.Threading.Tasks;

static class Start
{
    static void Main(string[] words)
    {
        const BindingFlags any = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static;
        var main = Type.GetType(words[0]).GetMethod("Main", any);
        ((Task)main.Invoke(null, null)).GetAwaiter().GetResult();
    }
}
