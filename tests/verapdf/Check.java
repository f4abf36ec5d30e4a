import java.io.FileInputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/** Check FLAVOURS FILE…: a line "FILE, flavour, clause and message" for each rule that a file breaks, by each of the flavours. */
class Check {
  static final int MOST = 5;

  public static void main(String[] args) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : args[0].split(",")) {
      PDFAFlavour flavour = PDFAFlavour.byFlavourId(name);
      for (int n = 1; n < args.length; n++) check(args[n], flavour);
    }
    System.out.println("done");
  }

  static void check(String file, PDFAFlavour flavour) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, MOST, false, false, false)) {
      for (TestAssertion each : validator.validate(parser).getTestAssertions())
        if (each.getStatus() == TestAssertion.Status.FAILED)
          System.out.println(
              file + "\t" + flavour.getId() + "\t" + each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber()
                  + " " + each.getMessage().replace('\n', ' '));
    }
  }
}
